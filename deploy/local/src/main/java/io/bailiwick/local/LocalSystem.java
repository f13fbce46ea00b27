package io.bailiwick.local;

import io.bailiwick.check.Caller;
import io.bailiwick.embedded.KafkaBroker;
import io.bailiwick.embedded.Keycloak;
import io.bailiwick.embedded.LocalPostgres;
import io.bailiwick.embedded.LocalServers;
import io.bailiwick.embedded.TokenIssuer;
import io.bailiwick.local.LocalState.LocalOrganization;
import io.bailiwick.local.LocalState.LocalProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All of Bailiwick as processes on this machine: servers, services, two organizations. */
final class LocalSystem implements AutoCloseable {
  private static final String GATEWAY = "scim-gateway";
  private static final String WORKER = "provisioning-worker";
  private static final String ENFORCER = "policy-enforcer";
  private static final Duration READY_PATIENCE = Duration.ofMinutes(2);

  private final Ports ports;
  private final Path data;
  private final Path logs;
  private final boolean withIdp;
  private final Consumer<String> say;
  private final Secrets secrets;
  private final Map<String, Watched> services = new LinkedHashMap<>();
  private @Nullable LocalPostgres postgres;
  private @Nullable KafkaBroker kafka;
  private @Nullable TokenIssuer issuer;
  private @Nullable Keycloak keycloak;
  private @Nullable ExamplePlatform example;
  private @Nullable LocalEdge edge;
  private volatile CompletableFuture<Void> starting = CompletableFuture.completedFuture(null);
  private boolean closed;

  private LocalSystem(Ports ports, Path data, Path logs, boolean withIdp, Consumer<String> say) {
    this.ports = ports;
    this.withIdp = withIdp;
    this.data = data;
    this.logs = logs;
    this.say = say;
    this.secrets = Secrets.of(data);
  }

  /**
   * Returns a system that has yet to be {@link #start started}.
   *
   * @param data the folder of data that survives a restart
   * @param withIdp whether there is an identity provider to which the organizations are connected
   * @param say receives progress messages
   */
  static LocalSystem of(Ports ports, Path data, Path logs, boolean withIdp, Consumer<String> say) {
    try {
      Files.createDirectories(data);
      Files.createDirectories(logs);
    } catch (IOException e) {
      throw new IllegalStateException("cannot use the folder " + data, e);
    }
    return new LocalSystem(ports, data.toAbsolutePath(), logs, withIdp, say);
  }

  /** Starts everything and returns when it is ready; {@link #close} stops what was started. */
  void start() {
    issuer = TokenIssuer.start(ports.issuer());
    CompletableFuture<Void> database =
        CompletableFuture.runAsync(
            () -> keep(timed("PostgreSQL", this::startPostgres), p -> postgres = p));
    CompletableFuture<Void> broker =
        CompletableFuture.runAsync(() -> keep(timed("Kafka", this::startKafka), k -> kafka = k));
    CompletableFuture<Void> identityProvider =
        withIdp
            ? CompletableFuture.runAsync(
                () ->
                    keep(
                        timed("Keycloak", () -> LocalIdp.start(ports, gatewayUrl(), logs)),
                        k -> keycloak = k))
            : CompletableFuture.completedFuture(null);
    starting = CompletableFuture.allOf(database, broker, identityProvider);
    CompletableFuture.allOf(database, broker).join();
    startServices();
    Caller operator = Caller.json(url(GATEWAY), tokens().operator());
    DemoOrganizations.make(operator, secrets, data);
    starting.join();
    if (keycloak != null) {
      DemoConnections.make(operator, keycloak);
      keep(
          LocalIdp.example(
              ports, gatewayUrl(), operator, Caller.json(url(ENFORCER), tokens().service())),
          platform -> example = platform);
      LocalEdge.start(ports, logs).ifPresent(started -> keep(started, nginx -> edge = nginx));
    }
    state().write();
  }

  /** Keeps a started process, or stops it at once if the system has been closed since. */
  private synchronized <T extends AutoCloseable> void keep(T started, Consumer<T> place) {
    if (closed) {
      stop(started);
      throw new IllegalStateException("stopped while starting");
    }
    place.accept(started);
  }

  private static void stop(@Nullable AutoCloseable started) {
    if (started == null) {
      return;
    }
    try {
      started.close();
    } catch (Exception e) {
      System.err.println("bailiwick: " + e.getMessage());
    }
  }

  private LocalServers servers() {
    return new LocalServers(
        Objects.requireNonNull(postgres),
        Objects.requireNonNull(kafka),
        Objects.requireNonNull(issuer));
  }

  private LocalPostgres startPostgres() {
    return LocalPostgres.start(
        data.resolve("postgres"), ports.postgres(), logs.resolve("postgres.log"), true);
  }

  private KafkaBroker startKafka() {
    return KafkaBroker.start(
        data.resolve("kafka"), ports.kafka(), ports.controller(), logs.resolve("kafka.log"));
  }

  private String gatewayUrl() {
    return "http://127.0.0.1:" + ports.gateway();
  }

  private String enforcerUrl() {
    return "http://127.0.0.1:" + ports.enforcer();
  }

  private <T> T timed(String name, Supplier<T> start) {
    Instant began = Instant.now();
    T started = start.get();
    isUp(name, began);
    return started;
  }

  private void isUp(String name, Instant began) {
    say.accept(
        "%-22s up in %s".formatted(name, Format.seconds(Duration.between(began, Instant.now()))));
  }

  private void startServices() {
    Instant began = Instant.now();
    Map<String, String> gateway = new LinkedHashMap<>(servers().config("gateway"));
    gateway.putAll(servers().calling(enforcerUrl()));
    start(GATEWAY, secrets.gateway(gateway, gatewayUrl()));
    start(WORKER, servers().config("worker"));
    Map<String, String> enforcer =
        LocalIdp.enforcer(servers().config(), ports, gatewayUrl(), withIdp);
    start(ENFORCER, enforcer);
    for (Watched service : services.values()) {
      service.awaitReady(READY_PATIENCE);
      isUp(service.name(), began);
    }
  }

  private synchronized void start(String name, Map<String, String> config) {
    Watched service =
        Watched.start(name, ports.service(name), ports.management(name), logs, config);
    services.put(name, service);
    if (closed) {
      service.stop();
      throw new IllegalStateException("stopped while starting");
    }
  }

  private LocalTokens tokens() {
    return new LocalTokens(servers().issuer());
  }

  private String url(String service) {
    Watched watched = services.get(service);
    if (watched == null) {
      throw new IllegalArgumentException("no service " + service);
    }
    return watched.url();
  }

  /** Returns the data for scripts. */
  LocalState state() {
    Map<String, LocalOrganization> organizations = new LinkedHashMap<>();
    secrets
        .scimTokens()
        .forEach(
            (id, token) ->
                organizations.put(
                    id, new LocalOrganization(url(GATEWAY) + "/scim/v2/" + id, token)));
    Map<String, LocalProcess> processes = new LinkedHashMap<>();
    processes.put(
        "postgres", process(servers().postgres().pid(), "postgres.log", ports.postgres()));
    processes.put("kafka", process(servers().kafka().process().pid(), "kafka.log", ports.kafka()));
    if (keycloak != null) {
      processes.put(
          "keycloak", process(keycloak.process().pid(), "keycloak.log", ports.identityProvider()));
    }
    if (edge != null) {
      processes.put("nginx", process(edge.process().pid(), "nginx.log", ports.edge()));
    }
    for (Watched service : services.values()) {
      long pid = service.process().pid();
      processes.put(
          service.name(), LocalProcess.of(pid, service.log().toString(), service.management()));
    }
    return new LocalState(
        url(GATEWAY),
        url(WORKER),
        url(ENFORCER),
        tokens().operator(),
        tokens().service(),
        organizations,
        Optional.ofNullable(keycloak).map(idp -> idp.issuer("")),
        Optional.ofNullable(example).map(platform -> ExamplePlatform.url(ports.example())),
        Optional.ofNullable(edge).map(nginx -> LocalEdge.url(ports)),
        LocalProcess.of(ProcessHandle.current().pid(), "", 0),
        processes);
  }

  private LocalProcess process(long pid, String log, int port) {
    return LocalProcess.of(pid, logs.resolve(log).toString(), port);
  }

  /** Restarts processes that have died, and reports it; returns whether any had. */
  synchronized boolean revive() {
    if (closed) {
      return false;
    }
    boolean revived = false;
    if (!servers().kafka().process().isAlive()) {
      died("kafka", logs.resolve("kafka.log"));
      kafka = startKafka();
      revived = true;
    }
    if (keycloak != null && !keycloak.process().isAlive()) {
      died("keycloak", logs.resolve("keycloak.log"));
      keycloak = LocalIdp.start(ports, gatewayUrl(), logs);
      revived = true;
    }
    if (!servers().postgres().isAlive()) {
      died("postgres", logs.resolve("postgres.log"));
      stop(postgres);
      postgres = startPostgres();
      revived = true;
    }
    for (Watched service : services.values()) {
      if (!service.process().isAlive()) {
        died(service.name(), service.log());
        service.restart();
        revived = true;
      }
    }
    if (revived) {
      state().write();
    }
    return revived;
  }

  private void died(String name, Path log) {
    say.accept(name + " has died; starting it again. Its log: " + log);
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    // The method keep() stops a process that is still starting.
    starting.exceptionally(failed -> null).join();
    synchronized (this) {
      // INVARIANT: the last writes of a service need the servers, so each service has ended before
      // them.
      services.values().parallelStream().forEach(Watched::stop);
      stop(edge);
      stop(example);
      stop(keycloak);
      stop(issuer);
      stop(kafka);
      stop(postgres);
      LocalState.remove();
    }
  }
}
