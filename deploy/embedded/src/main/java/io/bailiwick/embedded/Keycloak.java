package io.bailiwick.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Keycloak server as a process of its own, with realms that it imports at its start. It stores
 * nothing: every start begins with the imported realms.
 */
public final class Keycloak implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Process process;
  private final int port;

  private Keycloak(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts a server and waits until its realms exist.
   *
   * @param distribution the unpacked distribution; the realms are written into it
   * @param realms name to representation, as Keycloak exports them
   * @param administratorPassword the password of the administrator {@code admin}
   * @param ports its port and its management port, on loopback
   */
  public static Keycloak start(
      Path distribution,
      Map<String, String> realms,
      String administratorPassword,
      List<Integer> ports,
      Path log) {
    try {
      build(distribution, log);
      write(distribution.resolve("data/import"), realms);
      ProcessBuilder builder =
          command(
              distribution,
              log,
              "start",
              "--optimized",
              "--cache=local",
              "--hostname=http://127.0.0.1:" + ports.get(0),
              "--http-enabled=true",
              "--http-host=127.0.0.1",
              "--http-port=" + ports.get(0),
              "--http-management-port=" + ports.get(1),
              "--import-realm");
      builder.environment().put("KC_BOOTSTRAP_ADMIN_USERNAME", "admin");
      builder.environment().put("KC_BOOTSTRAP_ADMIN_PASSWORD", administratorPassword);
      Process process = builder.start();
      Keycloak keycloak = new Keycloak(process, ports.get(0));
      try {
        for (String realm : realms.keySet()) {
          keycloak.await(realm, log);
        }
        return keycloak;
      } catch (RuntimeException e) {
        keycloak.close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Keycloak did not start, see " + log, e);
    }
  }

  /**
   * Prepares a distribution, once for all its starts. It takes as long as a start, and does not
   * depend on a start's arguments.
   *
   * @param distribution the unpacked distribution; a file in it marks it as prepared
   */
  public static synchronized void build(Path distribution, Path log) {
    Path done = distribution.resolve("built-for-bailiwick");
    if (Files.exists(done)) {
      return;
    }
    try {
      Process build = command(distribution, log, "build", "--db=dev-mem").start();
      if (build.waitFor() != 0) {
        throw new IllegalStateException("Keycloak's build failed, see " + log);
      }
      Files.createFile(done);
    } catch (IOException e) {
      throw new UncheckedIOException("Keycloak's build failed, see " + log, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Keycloak is built", e);
    }
  }

  private static ProcessBuilder command(Path distribution, Path log, String... arguments) {
    Path script = distribution.resolve("bin/kc.sh");
    List<String> command = new ArrayList<>(List.of("bash", script.toAbsolutePath().toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log.toFile()));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JAVA_OPTS_KC_HEAP", "-Xms64m -Xmx384m -XX:TieredStopAtLevel=1");
    return builder;
  }

  private static void write(Path folder, Map<String, String> realms) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> old = Files.list(folder)) {
      for (Path file : old.toList()) {
        Files.delete(file);
      }
    }
    for (Map.Entry<String, String> realm : realms.entrySet()) {
      Files.writeString(folder.resolve(realm.getKey() + "-realm.json"), realm.getValue());
    }
  }

  /** Waits for each realm, because HTTP answers before the realms exist. */
  private void await(String realm, Path log) {
    Instant deadline = Instant.now().plus(PATIENCE);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(issuer(realm) + "/.well-known/openid-configuration"))
            .timeout(Duration.ofSeconds(5))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (Instant.now().isBefore(deadline)) {
        if (!process.isAlive()) {
          throw new IllegalStateException("Keycloak ended at once, see " + log);
        }
        if (isThere(client, request)) {
          return;
        }
        Thread.sleep(200);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Keycloak starts", e);
    }
    throw new IllegalStateException("Keycloak was not ready in time, see " + log);
  }

  private static boolean isThere(HttpClient client, HttpRequest request)
      throws InterruptedException {
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Returns the issuer of a realm. */
  public String issuer(String realm) {
    return "http://127.0.0.1:" + port + "/realms/" + realm;
  }

  /** Returns the server's process, for tests that watch or kill it. */
  public Process process() {
    return process;
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      if (!process.waitFor(Duration.ofSeconds(20))) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
