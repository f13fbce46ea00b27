package io.bailiwick.images;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs other programs. */
final class Command {
  private Command() {}

  static List<String> line(String program, String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(program);
    line.addAll(List.of(arguments));
    return line;
  }

  /** Runs a program to its end; its output is that of this process. */
  static void run(Map<String, String> environment, String program, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(line(program, arguments)).inheritIO();
    builder.environment().putAll(environment);
    int status = builder.start().waitFor();
    if (status != 0) {
      throw new IOException(Path.of(program).getFileName() + " failed with status " + status);
    }
  }
}
