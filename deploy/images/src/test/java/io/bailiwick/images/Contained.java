package io.bailiwick.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A service that runs from its image as in a container: user 10001 without capabilities, a root
 * that cannot be written, {@code /tmp} as the one place that can, and Java as the first process.
 * Only the network is that of this machine, so the ports differ from those of the image.
 */
final class Contained implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Process sandbox;
  private final int management;
  private final Path log;
  private final Instant began = Instant.now();

  private Contained(Process sandbox, int management, Path log) {
    this.sandbox = sandbox;
    this.management = management;
    this.log = log;
  }

  /**
   * Starts an image.
   *
   * @param settings the configuration, by property
   * @param tmp a folder for {@code /tmp}; without it, it is in memory
   */
  static Contained start(
      UnpackedImage image,
      int port,
      int management,
      Map<String, String> settings,
      Optional<Path> tmp,
      Path log) {
    Map<String, String> environment = new HashMap<>(image.environment());
    settings.forEach(
        (key, value) ->
            environment.put(key.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT), value));
    environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
    environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(management));
    try {
      Process sandbox =
          new ProcessBuilder(line(image, environment, tmp))
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(log.toFile()))
              .start();
      return new Contained(sandbox, management, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> line(
      UnpackedImage image, Map<String, String> environment, Optional<Path> tmp) {
    List<String> line = new ArrayList<>();
    if (System.getProperty("user.name").equals("root")) {
      line.addAll(
          List.of(
              "setpriv --reuid=10001 --regid=10001 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all"
                  .split(" ", -1)));
    }
    line.addAll(List.of("bwrap --unshare-user --uid 10001 --gid 10001".split(" ", -1)));
    line.addAll(List.of("--ro-bind", image.root().toAbsolutePath().toString(), "/"));
    line.addAll(List.of("--proc /proc --dev /dev".split(" ", -1)));
    line.addAll(
        tmp.map(folder -> List.of("--bind", folder.toString(), "/tmp"))
            .orElse(List.of("--tmpfs", "/tmp")));
    line.addAll(
        List.of(
            "--unshare-pid --unshare-ipc --unshare-uts --as-pid-1 --die-with-parent --cap-drop ALL --clearenv --chdir"
                .split(" ", -1)));
    line.add(image.config().get("WorkingDir").textValue());
    environment.forEach((key, value) -> line.addAll(List.of("--setenv", key, value)));
    line.addAll(image.entrypoint());
    return line;
  }

  /** Waits until it is ready, and returns the time since its start. */
  Duration awaitReady() throws InterruptedException {
    while (!isReady()) {
      if (!sandbox.isAlive()) {
        throw new IllegalStateException("it ended while it started, see " + log);
      }
      if (Duration.between(began, Instant.now()).compareTo(PATIENCE) > 0) {
        throw new IllegalStateException("it is not ready after " + PATIENCE + ", see " + log);
      }
      Thread.sleep(20);
    }
    return Duration.between(began, Instant.now());
  }

  private boolean isReady() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + management + "/q/health/ready"))
            .timeout(Duration.ofSeconds(2))
            .build();
    try {
      return CLIENT.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Sends SIGTERM to the service itself, as a container's runtime does. */
  void terminate() {
    java().destroy();
  }

  /**
   * Returns the processor time since its start, which other work on the machine does not change.
   */
  Duration processorTime() {
    return java().info().totalCpuDuration().orElseThrow();
  }

  private ProcessHandle java() {
    return sandbox
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("/java"))
        .findFirst()
        .orElseThrow();
  }

  /** Returns the exit status; empty if the service is still there after the grace period. */
  Optional<Integer> awaitEnd(Duration grace) throws InterruptedException {
    return sandbox.waitFor(grace) ? Optional.of(sandbox.exitValue()) : Optional.empty();
  }

  @Override
  public void close() {
    sandbox.descendants().forEach(ProcessHandle::destroyForcibly);
    sandbox.destroyForcibly();
  }
}
