package io.bailiwick.local;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A proxy that the machine's system provides, as a process of the user. */
final class InstalledProxy implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Folders of programs that are not on every user's path. */
  private static final String SYSTEM = "/usr/sbin:/usr/local/sbin:/opt/homebrew/bin";

  private final Process process;
  private final Path log;

  private InstalledProxy(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Returns the program; empty if it is not installed. */
  static Optional<Path> find(String name) {
    String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + SYSTEM;
    return Stream.of(path.split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Writes a configuration from one of the project: each {@code {{name}}} becomes its value. */
  static void configure(Path template, Path configuration, Map<String, String> values)
      throws IOException {
    String text = Files.readString(Home.project().resolve(template));
    for (Map.Entry<String, String> value : values.entrySet()) {
      text = text.replace("{{" + value.getKey() + "}}", value.getValue());
    }
    Files.writeString(configuration, text);
  }

  /** Starts a program, and returns when it takes connections at a port. */
  static InstalledProxy start(List<String> command, int port, Path log) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(log.toFile()))
              .start();
      InstalledProxy proxy = new InstalledProxy(process, log);
      proxy.await(port);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(command.getFirst() + " did not start", e);
    }
  }

  private void await(int port) {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!isOpen(port)) {
      if (!process.isAlive() || Instant.now().isAfter(deadline)) {
        close();
        throw new IllegalStateException("a proxy did not start, see " + log);
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        close();
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while a proxy starts", e);
      }
    }
  }

  private static boolean isOpen(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  Process process() {
    return process;
  }

  Path log() {
    return log;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
