package io.bailiwick.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** A process of one of the three services. */
final class Watched {
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
  private static final Pattern NO_LETTER = Pattern.compile("[^A-Za-z0-9]");

  private final String service;
  private final String name;
  private final int port;
  private final int management;
  private final Path log;
  private final Map<String, String> config;
  private Process process;

  private Watched(
      String service, String name, int port, int management, Path log, Map<String, String> config) {
    this.service = service;
    this.name = name;
    this.port = port;
    this.management = management;
    this.log = log;
    this.config = config;
    this.process = launch();
  }

  /**
   * Starts a process of a service.
   *
   * @param service the module's name
   * @param name the name of the process and its log
   * @param management the port of its health and metrics
   * @param config the configuration, passed in its environment so that no other user sees the
   *     secrets
   */
  static Watched start(
      String service,
      String name,
      int port,
      int management,
      Path logs,
      Map<String, String> config) {
    return new Watched(service, name, port, management, logs.resolve(name + ".log"), config);
  }

  private Process launch() {
    Path jar = Home.project().resolve(service + "/target/quarkus-app/quarkus-run.jar");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xms64m",
            "-Xmx384m",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-jar",
            jar.toString());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()));
    builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
    builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(management));
    builder.environment().put("QUARKUS_SWAGGER_UI_ENABLED", "true");
    config.forEach(
        (key, value) ->
            builder
                .environment()
                .put(NO_LETTER.matcher(key).replaceAll("_").toUpperCase(Locale.ROOT), value));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + name, e);
    }
  }

  String name() {
    return name;
  }

  Path log() {
    return log;
  }

  Process process() {
    return process;
  }

  int management() {
    return management;
  }

  int port() {
    return port;
  }

  void restart() {
    process = launch();
  }

  /** Returns whether it reports that it is ready for requests. */
  boolean isReady() {
    return Readiness.of(management).equals(Readiness.READY);
  }

  /** Asks the service to stop, and returns when it has. */
  void stop() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_PATIENCE)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until the service is ready; fails if it ends before, or takes longer. */
  void awaitReady(Duration patience) {
    Instant deadline = Instant.now().plus(patience);
    while (!isReady()) {
      if (!process().isAlive()) {
        throw new IllegalStateException(name() + " ended while it started, see " + log());
      }
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException(
            name() + " is not ready after " + patience + ", see " + log());
      }
      try {
        Thread.sleep(100);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
  }
}
