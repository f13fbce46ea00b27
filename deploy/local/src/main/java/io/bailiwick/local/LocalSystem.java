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
  private final Ports ports;
  private final Path data;
  private final Path logs;
  private final boolean withIdp;
  private final Consumer<String> say;
  private final Secrets secrets;
  private final LocalServices services;
  private @Nullable LocalPostgres postgres;
  private @Nullable KafkaBroker kafka;
  private @Nullable TokenIssuer issuer;
  private @Nullable Keycloak keycloak;
  private @Nullable ExamplePlatform example;
  private @Nullable LocalEdge edge;
  private volatile CompletableFuture<Void> starting = CompletableFuture.completedFuture(null);
  private boolean closed;

  private LocalSystem(UpOptions options, Path data, Path logs, Consumer<String> say) {
    this.ports = Ports.of(options.ports());
    this.withIdp = options.withIdp();
    this.services = new LocalServices(ports, options.replicas(), logs);
    this.data = data;
    this.logs = logs;
    this.say = say;
    this.secrets = Secrets.of(data);
  }

  /**
   * Returns a system that has yet to be {@link #start started}.
   *
   * @param data the folder of data that survives a restart
   * @param say receives progress messages
   */
  static LocalSystem of(UpOptions options, Path data, Path logs, Consumer<String> say) {
    try {
      Files.createDirectories(data);
      Files.createDirectories(logs);
    } catch (IOException e) {
      throw new IllegalStateException("cannot use the folder " + data, e);
    }
    return new LocalSystem(options, data.toAbsolutePath(), logs, say);
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
    Caller operator = Caller.json(gatewayUrl(), tokens().operator());
    DemoOrganizations.make(operator, secrets, data);
    starting.join();
    if (keycloak != null) {
      DemoConnections.make(operator, keycloak);
      keep(
          LocalIdp.example(
              ports, gatewayUrl(), operator, Caller.json(enforcerUrl(), tokens().service())),
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

  private String workerUrl() {
    return "http://127.0.0.1:" + ports.service(LocalServices.WORKER);
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
    Map<String, String> gateway = new LinkedHashMap<>(servers().config("gateway"));
    gateway.putAll(servers().calling(enforcerUrl()));
    Map<String, String> enforcer =
        LocalIdp.enforcer(servers().config(), ports, gatewayUrl(), withIdp);
    enforcer.putAll(servers().following(gatewayUrl()));
    services.start(
        Map.of(
            LocalServices.GATEWAY,
            secrets.gateway(gateway, gatewayUrl()),
            LocalServices.WORKER,
            servers().config("worker"),
            LocalServices.ENFORCER,
            enforcer),
        this::isUp);
  }

  private LocalTokens tokens() {
    return new LocalTokens(servers().issuer());
  }

  /** Returns the data for scripts. */
  LocalState state() {
    Map<String, LocalOrganization> organizations = new LinkedHashMap<>();
    secrets
        .scimTokens()
        .forEach(
            (id, token) ->
                organizations.put(
                    id, new LocalOrganization(gatewayUrl() + "/scim/v2/" + id, token)));
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
    processes.putAll(services.state());
    return new LocalState(
        gatewayUrl(),
        workerUrl(),
        enforcerUrl(),
        services.urls(LocalServices.ENFORCER),
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
    Map<String, Path> restarted = services.revive();
    restarted.forEach(this::died);
    revived |= !restarted.isEmpty();
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
      stop(services);
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
