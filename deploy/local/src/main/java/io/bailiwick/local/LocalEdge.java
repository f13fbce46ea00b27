package io.bailiwick.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * nginx in front of a service that asks no check: it asks the enforcer about each request. It runs
 * as a single process of the user, and needs no rights of root.
 */
final class LocalEdge implements AutoCloseable {
  private static final Path FILES = Path.of("deploy/local/edge");

  private final InstalledProxy nginx;
  private final ExampleModels service;

  private LocalEdge(InstalledProxy nginx, ExampleModels service) {
    this.nginx = nginx;
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
    return InstalledProxy.find("nginx").map(program -> start(program, ports, logs));
  }

  private static LocalEdge start(Path program, Ports ports, Path logs) {
    ExampleModels service = ExampleModels.start();
    try {
      Path folder = Files.createDirectories(logs.resolve("nginx")).toAbsolutePath();
      Path configuration = folder.resolve("nginx.conf");
      InstalledProxy.configure(
          FILES.resolve("nginx.conf"),
          configuration,
          Map.of(
              "folder", folder.toString(),
              "listen", "127.0.0.1:" + ports.edge(),
              "enforcer", "127.0.0.1:" + ports.enforcer(),
              "service", "127.0.0.1:" + service.port()));
      return new LocalEdge(
          InstalledProxy.start(
              List.of(
                  program.toString(),
                  "-p",
                  folder.toString(),
                  "-e",
                  "stderr",
                  "-c",
                  configuration.toString()),
              ports.edge(),
              logs.resolve("nginx.log")),
          service);
    } catch (IOException e) {
      service.close();
      throw new UncheckedIOException("nginx cannot be configured", e);
    } catch (RuntimeException e) {
      service.close();
      throw e;
    }
  }

  Process process() {
    return nginx.process();
  }

  @Override
  public void close() {
    nginx.close();
    service.close();
  }
}
