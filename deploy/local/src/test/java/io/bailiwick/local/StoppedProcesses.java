package io.bailiwick.local;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Processes that do nothing until this is closed (SIGSTOP): their connections stay, and hang. */
final class StoppedProcesses implements AutoCloseable {
  private final List<Long> stopped = new ArrayList<>();

  private StoppedProcesses() {}

  /** Stops processes of the system by their names, and all that they have started. */
  static StoppedProcesses of(String... names) throws IOException {
    StoppedProcesses processes = new StoppedProcesses();
    try {
      for (String name : names) {
        ProcessHandle process =
            Objects.requireNonNull(RunningSystem.state().processes().get(name))
                .handle()
                .orElseThrow();
        // The parent first, so that it starts no others meanwhile.
        processes.stop(Stream.of(process));
        processes.stop(process.descendants());
      }
      return processes;
    } catch (IOException | RuntimeException e) {
      processes.close();
      throw e;
    }
  }

  private void stop(Stream<ProcessHandle> processes) throws IOException {
    List<Long> pids = processes.map(ProcessHandle::pid).toList();
    stopped.addAll(pids);
    send("-STOP", pids);
  }

  private static void send(String signal, List<Long> pids) throws IOException {
    if (!pids.isEmpty()) {
      List<String> command = new ArrayList<>(List.of("kill", signal));
      pids.forEach(pid -> command.add(Long.toString(pid)));
      new ProcessBuilder(command).inheritIO().start().onExit().join();
    }
  }

  /** Ends them with kill -9, as they are. */
  void kill() throws IOException {
    send("-KILL", stopped);
    stopped.clear();
  }

  @Override
  public void close() throws IOException {
    send("-CONT", stopped.reversed());
  }
}
