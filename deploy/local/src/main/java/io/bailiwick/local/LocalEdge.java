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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * nginx in front of a service that asks no check: it asks the enforcer about each request. It runs
 * as a single process of the user, and needs no rights of root.
 */
final class LocalEdge implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Path FILES = Path.of("deploy/local/edge");

  /** Folders of programs that are not on every user's path. */
  private static final String SYSTEM = "/usr/sbin:/usr/local/sbin:/opt/homebrew/bin";

  private final Process process;
  private final ExampleModels service;

  private LocalEdge(Process process, ExampleModels service) {
    this.process = process;
    this.service = service;
  }

  /** Returns the file that maps requests to checks, for the enforcer. */
  static Path routes() {
    return Home.project().resolve(FILES).resolve("routes.yaml").toAbsolutePath();
  }

  static String url(Ports ports) {
    return "http://127.0.0.1:" + ports.edge();
  }

  /** Starts nginx and the service behind it; empty if there is no nginx on this machine. */
  static Optional<LocalEdge> start(Ports ports, Path logs) {
    return nginx().map(program -> start(program, ports, logs));
  }

  private static Optional<Path> nginx() {
    String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + SYSTEM;
    return Stream.of(path.split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, "nginx"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static LocalEdge start(Path program, Ports ports, Path logs) {
    ExampleModels service = ExampleModels.start();
    try {
      Path folder = Files.createDirectories(logs.resolve("nginx")).toAbsolutePath();
      Path configuration = folder.resolve("nginx.conf");
      Files.writeString(
          configuration,
          filled(
              Files.readString(Home.project().resolve(FILES).resolve("nginx.conf")),
              Map.of(
                  "folder", folder.toString(),
                  "listen", "127.0.0.1:" + ports.edge(),
                  "enforcer", "127.0.0.1:" + ports.enforcer(),
                  "service", "127.0.0.1:" + service.port())));
      Path log = log(logs);
      Process process =
          new ProcessBuilder(
                  program.toString(),
                  "-p",
                  folder.toString(),
                  "-e",
                  "stderr",
                  "-c",
                  configuration.toString())
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(log.toFile()))
              .start();
      LocalEdge edge = new LocalEdge(process, service);
      edge.await(ports.edge(), log);
      return edge;
    } catch (IOException e) {
      service.close();
      throw new UncheckedIOException("nginx did not start", e);
    }
  }

  private static String filled(String text, Map<String, String> values) {
    String filled = text;
    for (Map.Entry<String, String> value : values.entrySet()) {
      filled = filled.replace("{{" + value.getKey() + "}}", value.getValue());
    }
    return filled;
  }

  private void await(int port, Path log) {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (!isOpen(port)) {
      if (!process.isAlive() || Instant.now().isAfter(deadline)) {
        close();
        throw new IllegalStateException("nginx did not start, see " + log);
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        close();
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while nginx starts", e);
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

  private static Path log(Path logs) {
    return logs.resolve("nginx.log");
  }

  Process process() {
    return process;
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
    service.close();
  }
}
