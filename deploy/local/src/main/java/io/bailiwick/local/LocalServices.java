package io.bailiwick.local;

import io.bailiwick.local.LocalState.LocalProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The processes of the three services: one of each, or two behind a load balancer. */
final class LocalServices implements AutoCloseable {
  static final String GATEWAY = "scim-gateway";
  static final String WORKER = "provisioning-worker";
  static final String ENFORCER = "policy-enforcer";
  static final List<String> ALL = List.of(GATEWAY, WORKER, ENFORCER);
  private static final Duration READY_PATIENCE = Duration.ofMinutes(2);

  private final Ports ports;
  private final int replicas;
  private final Path logs;
  private final Map<String, Watched> processes = new LinkedHashMap<>();
  private @Nullable InstalledProxy balancer;
  private boolean closed;

  LocalServices(Ports ports, int replicas, Path logs) {
    this.ports = ports;
    this.replicas = replicas;
    this.logs = logs;
  }

  /** Returns the name of a process: of the first one, it is that of the service. */
  static String name(String service, int number) {
    return number == 1 ? service : service + "-" + number;
  }

  /**
   * Starts the processes, and returns when all are ready.
   *
   * @param config the configuration of each service
   * @param isUp receives a name and the time at which its start began
   */
  void start(Map<String, Map<String, String>> config, BiConsumer<String, Instant> isUp) {
    Instant began = Instant.now();
    if (replicas > 1) {
      begin(() -> balancer = LocalBalancer.start(ports, logs));
    }
    for (int number = 1; number <= replicas; number++) {
      for (String service : ALL) {
        int replica = number;
        Map<String, String> settings = new HashMap<>(config.getOrDefault(service, Map.of()));
        if (replicas > 1) {
          settings.put("quarkus.shutdown.delay", LocalBalancer.NOTICE.toString());
        }
        begin(() -> start(service, replica, settings));
      }
    }
    for (Watched process : List.copyOf(processes.values())) {
      process.awaitReady(READY_PATIENCE);
      isUp.accept(process.name(), began);
    }
  }

  private synchronized void begin(Runnable start) {
    if (closed) {
      throw new IllegalStateException("stopped while starting");
    }
    start.run();
  }

  private void start(String service, int number, Map<String, String> config) {
    String name = name(service, number);
    int port = port(service, number);
    processes.put(
        name, Watched.start(service, name, port, ports.management(service, number), logs, config));
  }

  /** Starts again what has died; returns the names with the logs. */
  synchronized Map<String, Path> revive() {
    Map<String, Path> revived = new LinkedHashMap<>();
    if (closed) {
      return revived;
    }
    for (Watched process : processes.values()) {
      if (!process.process().isAlive()) {
        process.restart();
        revived.put(process.name(), process.log());
      }
    }
    if (balancer != null && !balancer.process().isAlive()) {
      balancer = LocalBalancer.start(ports, logs);
      revived.put(LocalBalancer.NAME, balancer.log());
    }
    return revived;
  }

  /** Returns the base URLs of the processes of a service. */
  List<String> urls(String service) {
    return IntStream.rangeClosed(1, replicas)
        .mapToObj(number -> "http://127.0.0.1:" + port(service, number))
        .toList();
  }

  private int port(String service, int number) {
    return replicas > 1 ? ports.replica(service, number) : ports.service(service);
  }

  /** Returns the processes for scripts, by their names. */
  synchronized Map<String, LocalProcess> state() {
    Map<String, LocalProcess> state = new LinkedHashMap<>();
    processes.forEach(
        (name, process) ->
            state.put(
                name,
                LocalProcess.of(
                    process.process().pid(), process.log().toString(), process.management())));
    if (balancer != null) {
      state.put(
          LocalBalancer.NAME,
          LocalProcess.of(balancer.process().pid(), balancer.log().toString(), ports.gateway()));
    }
    return state;
  }

  @Override
  public synchronized void close() {
    closed = true;
    processes.values().parallelStream().forEach(Watched::stop);
    if (balancer != null) {
      balancer.close();
    }
  }
}
