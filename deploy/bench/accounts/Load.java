import io.bailiwick.embedded.FreePorts;
import io.bailiwick.embedded.KafkaBroker;
import io.bailiwick.embedded.LocalPostgres;
import io.bailiwick.embedded.LocalServers;
import io.bailiwick.embedded.TokenIssuer;
import io.bailiwick.event.Event;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.event.WireEvent;
import io.bailiwick.model.CredentialSettings;
import io.bailiwick.model.Enforcement;
import io.bailiwick.model.GroupLink;
import io.bailiwick.model.HandleSettings;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.LastAdmin;
import io.bailiwick.model.LeaverSettings;
import io.bailiwick.model.LimitSettings;
import io.bailiwick.model.ManagedId;
import io.bailiwick.model.Organization;
import io.bailiwick.model.OrganizationType;
import io.bailiwick.model.Profile;
import io.bailiwick.model.ResourceGroup;
import io.bailiwick.model.Role;
import io.bailiwick.model.RoleSettings;
import io.bailiwick.model.SessionSettings;
import io.bailiwick.model.SignInSettings;
import io.bailiwick.model.StalenessSettings;
import io.bailiwick.model.SuspensionReason;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Measures a worker that finds identities on a cold topic: the rate of accounts, the time of single
 * deactivations meanwhile, and afterwards the time until the members of a large group have a grant.
 * Times of single changes are from the record in Kafka until another connection to PostgreSQL reads
 * the changed account.
 *
 * <p>Arguments: a directory of its own, the worker's quarkus-run.jar, accounts, members of the group.
 */
class Load {
  private static final Instant NOW = Instant.now();
  private static final int SINGLE = 30;

  private final KafkaProducer<String, byte[]> producer;
  private final Statement sql;

  private Load(LocalServers servers, Connection connection) throws Exception {
    sql = connection.createStatement();
    producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers", servers.kafka().bootstrapServers(), "batch.size", 1 << 18),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  public static void main(String[] arguments) throws Exception {
    Path dir = Files.createDirectories(Path.of(arguments[0])).toAbsolutePath();
    int accounts = Integer.parseInt(arguments[2]);
    int members = Integer.parseInt(arguments[3]);
    List<Integer> ports = FreePorts.take(3);
    LocalServers servers =
        new LocalServers(
            LocalPostgres.start(dir.resolve("pg"), 0, dir.resolve("postgres.log"), true),
            KafkaBroker.start(dir.resolve("k"), ports.get(0), ports.get(1), dir.resolve("k.log")),
            TokenIssuer.start(0));
    Map<String, String> config = servers.config("worker");
    try (servers;
        Admin admin = Admin.create(Map.of("bootstrap.servers", servers.kafka().bootstrapServers()));
        Connection connection =
            DriverManager.getConnection(
                config.get("quarkus.datasource.jdbc.url"),
                LocalPostgres.owner("worker"),
                LocalPostgres.PASSWORD)) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(Topics.IDENTITIES, 2, (short) 1),
                  new NewTopic(Topics.ORGANIZATIONS, 2, (short) 1)))
          .all()
          .get();
      Load load = new Load(servers, connection);
      load.fill(accounts, members);
      Process worker = worker(arguments[1], ports.get(2), config, dir);
      try {
        load.cold(worker, accounts);
        load.link(members);
        load.member("a group of " + members, "g-big", "big", accounts - 20);
        load.member("a group of ten", "g-small", "small", accounts - 1);
      } finally {
        worker.destroy();
        worker.waitFor();
      }
    }
    System.exit(0);
  }

  private void fill(int accounts, int members) throws Exception {
    send(Topics.ORGANIZATIONS, new OrganizationEvent.Created(acme(1, List.of())));
    for (int n = 0; n < accounts; n++) {
      send(Topics.IDENTITIES, new IdentityEvent.Created(identity(n, 1, group(n, accounts, members))));
    }
    producer.flush();
  }

  private static List<String> group(int n, int accounts, int members) {
    int last = accounts - 1 - n;
    return last < 10 ? List.of("g-small") : last < members + 10 ? List.of("g-big") : List.of();
  }

  private static Process worker(String jar, int port, Map<String, String> config, Path dir)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED",
                "-Dquarkus.http.port=" + port));
    config.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(List.of("-jar", jar));
    File log = dir.resolve("worker.log").toFile();
    return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
  }

  private void cold(Process worker, int accounts) throws Exception {
    long started = System.nanoTime();
    while (!holds("select count(*) >= 1 from account")) {
      if (!worker.isAlive()) {
        throw new IllegalStateException("the worker has ended; see worker.log");
      }
      Thread.sleep(50);
    }
    long began = System.nanoTime();
    tell("first account after the start of the process", began - started);
    await("select count(*) >= 2000 from account");
    List<Long> times = new ArrayList<>();
    for (int n = 0; number("select count(*) from account") < accounts; n++) {
      times.add(deactivate(n));
      Thread.sleep(100);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    double cpu = worker.info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
    System.out.printf(
        "%-58s %8.1f s   %.0f per second, the worker's processor time %.1f s%n",
        accounts + " accounts", seconds, accounts / seconds, cpu);
    tell("a deactivation meanwhile", times);
    long end = System.nanoTime();
    await("select count(*) = 0 from outbox");
    tell("until their events are published, after that", System.nanoTime() - end);
  }

  private long deactivate(int n) throws Exception {
    Identity active = identity(n, 2, List.of());
    long began = System.nanoTime();
    send(
        Topics.IDENTITIES,
        new IdentityEvent.Deactivated(
            with(active, IdentityStatus.INACTIVE, Set.of(SuspensionReason.DEACTIVATED))));
    producer.flush();
    await("select status = 'SUSPENDED' from account where id = '" + id(n) + "'");
    return System.nanoTime() - began;
  }

  private void link(int members) throws Exception {
    long began = System.nanoTime();
    send(
        Topics.ORGANIZATIONS,
        new OrganizationEvent.Updated(
            acme(2, List.of(linked("big", "g-big"), linked("small", "g-small")))));
    producer.flush();
    await("select count(*) = " + members + " from account where resource_groups @> '{big}'");
    tell("a group of " + members + " linked to a resource group", System.nanoTime() - began);
    await("select count(*) = 0 from outbox");
    tell("until the events are published too", System.nanoTime() - began);
  }

  private void member(String what, String group, String resourceGroup, int n) throws Exception {
    List<Long> times = new ArrayList<>();
    for (int round = 0; round < SINGLE; round++) {
      boolean out = round % 2 == 0;
      long began = System.nanoTime();
      send(
          Topics.IDENTITIES,
          new IdentityEvent.Updated(identity(n, 10 + round, out ? List.of() : List.of(group))));
      producer.flush();
      await(
          "select (resource_groups @> '{%s}') <> %s from account where id = '%s'"
              .formatted(resourceGroup, out, id(n)));
      times.add(System.nanoTime() - began);
    }
    tell("one member into " + what + ", or out of it", times);
  }

  private static ResourceGroup linked(String name, String group) {
    return new ResourceGroup(
        name,
        ResourceGroup.AutoJoin.NONE,
        Optional.empty(),
        List.of(new GroupLink(group, Role.WRITE, List.of(group))));
  }

  private void await(String condition) throws Exception {
    while (!holds(condition)) {
      Thread.sleep(condition.contains("count(") ? 100 : 3);
    }
  }

  private boolean holds(String condition) {
    try (ResultSet row = sql.executeQuery(condition)) {
      return row.next() && row.getBoolean(1);
    } catch (SQLException e) {
      return false; // The worker has not created its tables yet.
    }
  }

  private long number(String query) throws Exception {
    try (ResultSet row = sql.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void tell(String what, long nanos) {
    System.out.printf("%-58s %8.1f s%n", what, nanos / 1e9);
  }

  private static void tell(String what, List<Long> times) {
    List<Long> sorted = times.stream().sorted().toList();
    if (!sorted.isEmpty()) {
      System.out.printf(
          "%-58s %8.0f ms  p99 %.0f ms, max %.0f ms (%d times)%n",
          what + ": p50",
          sorted.get(sorted.size() / 2) / 1e6,
          sorted.get((sorted.size() * 99 - 1) / 100) / 1e6,
          sorted.getLast() / 1e6,
          sorted.size());
    }
  }

  private void send(String topic, Event event) {
    WireEvent wire = EventCodec.encode(event, "/bench");
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, wire.key(), wire.data());
    wire.headers()
        .forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    producer.send(record);
  }

  private static String id(int n) {
    return ManagedId.of(new UUID(0x0199_0000_0000_7000L, 0x8000_0000_0000_0000L + n));
  }

  private static Identity identity(int n, long version, List<String> groups) {
    return new Identity(
        id(n), "acme", version, IdentityStatus.ACTIVE, "user" + n + "@acme.example",
        Optional.of("x-" + n), Profile.EMPTY, List.of(), groups, Optional.empty(),
        Optional.empty(), Optional.empty(), Set.of(), Optional.empty(), Optional.empty(), NOW, NOW);
  }

  private static Identity with(Identity old, IdentityStatus status, Set<SuspensionReason> reasons) {
    return new Identity(
        old.id(), old.organization(), old.version(), status, old.userName(), old.externalId(),
        old.profile(), old.roles(), old.groups(), old.invitedRole(), old.signIn(), old.assigned(),
        reasons, old.deletion(), old.sessionsNotBefore(), old.createdAt(), old.changedAt());
  }

  private static Organization acme(long version, List<ResourceGroup> groups) {
    return new Organization(
        "acme", version, OrganizationType.MANAGED, "Acme", Role.READ, LimitSettings.STRICT,
        new HandleSettings("acme", HandleSettings.WhenTaken.NUMBER), SessionSettings.DEFAULT,
        SignInSettings.DEFAULT, RoleSettings.NONE, LeaverSettings.DEFAULT,
        CredentialSettings.DEFAULT, LastAdmin.ACCEPT, Enforcement.GLOBAL, StalenessSettings.DEFAULT,
        groups, Optional.empty(), Optional.empty(), NOW, NOW);
  }
}
