package io.bailiwick.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * HAProxy in front of the replicas of each service. It sends requests to those that are ready, in
 * turns, as a Service of Kubernetes does.
 */
final class LocalBalancer {
  static final String NAME = "haproxy";

  /**
   * The time in which it notices that a process stops; its configuration says how often it asks.
   */
  static final Duration NOTICE = Duration.ofSeconds(2);

  private static final Path CONFIGURATION = Path.of("deploy/local/balancer/haproxy.cfg");

  private LocalBalancer() {}

  /**
   * Starts it.
   *
   * @throws IllegalStateException if it is not installed
   */
  static InstalledProxy start(Ports ports, Path logs) {
    Path program =
        InstalledProxy.find(NAME)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "--replicas 2 needs HAProxy, which is not installed: apt-get install"
                            + " haproxy"));
    Map<String, String> values = new HashMap<>();
    for (String service : LocalServices.ALL) {
      values.put(service, address(ports.service(service)));
      for (int number = 1; number <= Ports.REPLICAS; number++) {
        values.put(service + " " + number, address(ports.replica(service, number)));
        values.put(
            service + " health " + number, Integer.toString(ports.management(service, number)));
      }
    }
    try {
      Path folder = Files.createDirectories(logs.resolve(NAME)).toAbsolutePath();
      Path configuration = folder.resolve("haproxy.cfg");
      InstalledProxy.configure(CONFIGURATION, configuration, values);
      return InstalledProxy.start(
          List.of(program.toString(), "-f", configuration.toString()),
          ports.gateway(),
          logs.resolve(NAME + ".log"));
    } catch (IOException e) {
      throw new UncheckedIOException("HAProxy cannot be configured", e);
    }
  }

  private static String address(int port) {
    return "127.0.0.1:" + port;
  }
}
