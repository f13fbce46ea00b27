package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.bailiwick.event.Decoding;
import io.bailiwick.event.Event;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.Heartbeat;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.event.WireEvent;
import io.bailiwick.model.Deletion;
import io.bailiwick.model.Enforcement;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Revision;
import io.bailiwick.model.StateDigest;
import io.bailiwick.service.BrokerGuard;
import io.restassured.http.ContentType;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** What the gateway tells the others, on the real broker. */
@GatewayTest
class EventsTest {

  @Test
  void everyChangeIsToldOnceWithItsVersionAndTheCallersTrace() {
    Tenant acme = Tenant.make("acme");
    String trace = "0af7651916cd43dd8448eb211c80319c";
    var created =
        acme.scim()
            .header("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
            .body("{\"userName\":\"Jane@x\",\"externalId\":\"7\",\"emails\":[{\"value\":\"j@x\"}]}")
            .post("/Users")
            .then()
            .statusCode(201)
            .extract();
    String id = created.path("id");
    acme.scim().body(active(false)).patch("/Users/" + id).then().statusCode(200);
    acme.scim().body(active(false)).patch("/Users/" + id).then().statusCode(200);
    acme.scim().body(active(true)).patch("/Users/" + id).then().statusCode(200);
    acme.scim().delete("/Users/" + id).then().statusCode(204);

    List<WireEvent> wires = await(Topics.IDENTITIES, wire -> wire.key().equals(id), 4);
    List<IdentityEvent> events = wires.stream().map(EventsTest::identity).toList();
    assertThat(events).extracting(IdentityEvent::version).containsExactly(1L, 2L, 3L, 4L);
    assertThat(events)
        .extracting(event -> event.identity().status())
        .containsExactly(
            IdentityStatus.ACTIVE,
            IdentityStatus.INACTIVE,
            IdentityStatus.ACTIVE,
            IdentityStatus.DELETED);
    assertThat(events.get(0)).isInstanceOf(IdentityEvent.Created.class);
    assertThat(events.get(1)).isInstanceOf(IdentityEvent.Deactivated.class);
    assertThat(events.get(1).identity().sessionsNotBefore()).isPresent();
    assertThat(events.get(2)).isInstanceOf(IdentityEvent.Reactivated.class);
    assertThat(events.get(3)).isInstanceOf(IdentityEvent.Deleted.class);
    assertThat(events.get(3).identity().profile().email()).isEmpty();
    assertThat(wires.getFirst().headers().getOrDefault("traceparent", "")).contains(trace);
    assertThat(created.header(Revision.HEADER))
        .isEqualTo(Revision.of(events.getFirst().identity()).token());
  }

  /** D6: of a mass deprovisioning, the first deletions are held by a version of their own. */
  @Test
  void heldDeletionsAreTold() {
    Tenant acme = Tenant.make("leavers");
    List<String> people = acme.users(21);
    people.forEach(id -> acme.scim().delete("/Users/" + id).then().statusCode(204));
    List<WireEvent> wires =
        await(Topics.IDENTITIES, wire -> wire.key().equals(people.getFirst()), 3);
    List<IdentityEvent> events = wires.stream().map(EventsTest::identity).toList();
    assertThat(events).extracting(IdentityEvent::version).containsExactly(1L, 2L, 3L);
    assertThat(events.get(2)).isInstanceOf(IdentityEvent.Updated.class);
    assertThat(events)
        .extracting(event -> event.identity().deletion().map(Deletion::held))
        .containsExactly(Optional.empty(), Optional.of(false), Optional.of(true));
    assertThat(events.get(2).identity().deletion().map(Deletion::at))
        .isEqualTo(events.get(1).identity().deletion().map(Deletion::at));
  }

  @Test
  void organizationsAreToldToo() {
    Tenant acme = Tenant.make("acme");
    for (String patch :
        new String[] {
          "{\"enforcement\":\"organization\",\"staleness\":{\"denyAfter\":\"PT15M\"}}",
          "{\"staleness\":{\"denyAfter\":null}}"
        }) {
      Tenant.operator()
          .body(patch)
          .patch("/organizations/" + acme.id())
          .then()
          .statusCode(200)
          .body("enforcement", equalTo("ORGANIZATION"));
    }
    List<WireEvent> wires = await(Topics.ORGANIZATIONS, wire -> wire.key().equals(acme.id()), 3);
    assertThat(event(wires.getFirst())).isInstanceOf(OrganizationEvent.Created.class);
    assertThat(wires)
        .extracting(wire -> ((OrganizationEvent) event(wire)).state())
        .extracting(Organization::enforcement, one -> one.staleness().denyAfter())
        .containsExactly(
            tuple(Enforcement.GLOBAL, Optional.empty()),
            tuple(Enforcement.ORGANIZATION, Optional.of(Duration.ofMinutes(15))),
            tuple(Enforcement.ORGANIZATION, Optional.empty()));
  }

  /** A worker that waits for that version plans nothing under the settings of before. */
  @Test
  void whoIsPushedAfterASettingNamesItsVersion() {
    Tenant acme = Tenant.make("settings");
    List<String> before = pushed(acme, "jane", "john");
    Tenant.operator()
        .body("{\"handles\":{\"whenTaken\":\"FAIL\"}}")
        .patch("/organizations/" + acme.id())
        .then()
        .statusCode(200);
    List<String> after = pushed(acme, "mary", "anne");
    assertThat(before).containsOnly("1");
    assertThat(after).containsOnly("2");
  }

  /** The versions that a user's event and those of a group's two members name. */
  private static List<String> pushed(Tenant tenant, String one, String other) {
    List<String> ids = List.of(tenant.user(one), tenant.user(other));
    tenant
        .scim()
        .body(
            Map.of(
                "displayName",
                "G " + one,
                "members",
                ids.stream().map(id -> Map.of("value", id)).toList()))
        .post("/Groups")
        .then()
        .statusCode(201);
    return await(Topics.IDENTITIES, wire -> ids.contains(wire.key()), 4).stream()
        .map(wire -> wire.headers().getOrDefault(WireEvent.ORGANIZATION_VERSION, ""))
        .toList();
  }

  /** Whoever can write to the topics decides what everybody may do. */
  @Test
  void aBrokerThatAsksNobodyIsSeen() throws Exception {
    String broker = GatewayServers.running().kafka().bootstrapServers();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker))) {
      assertThat(BrokerGuard.whyOpen(Map.of(), admin).orElseThrow()).contains("PLAINTEXT");
      assertThat(BrokerGuard.whyOpen(Map.of("security.protocol", "SSL"), admin).orElseThrow())
          .contains("no authorizer");
    }
  }

  /** A record that was lost, or that somebody could not read, comes again when it is asked for. */
  @Test
  void aPatchThatChangesNothingIsToldAgain() {
    Tenant acme = Tenant.make("acme");
    Tenant.operator()
        .body("{}")
        .patch("/organizations/" + acme.id())
        .then()
        .statusCode(200)
        .body("version", equalTo(1));
    assertThat(await(Topics.ORGANIZATIONS, wire -> wire.key().equals(acme.id()), 2))
        .extracting(wire -> ((OrganizationEvent) event(wire)).state().version())
        .containsExactly(1L, 1L);
  }

  /** What a broker has lost comes again, the dead too, in the versions that it had. */
  @Test
  void theOperatorHasAllPublishedAgain() {
    Tenant acme = Tenant.make("again");
    String jane = acme.user("jane");
    String john = acme.user("john");
    acme.scim().delete("/Users/" + john).then().statusCode(204);
    await(Topics.IDENTITIES, wire -> wire.key().equals(john), 2);
    Tenant.bearer(acme.token()).post("/republication").then().statusCode(401);
    Tenant.operator().post("/republication").then().statusCode(202);
    assertThat(await(Topics.IDENTITIES, wire -> wire.key().equals(jane), 2))
        .extracting(wire -> identity(wire).version())
        .containsExactly(1L, 1L);
    assertThat(identity(await(Topics.IDENTITIES, wire -> wire.key().equals(john), 3).getLast()))
        .isInstanceOf(IdentityEvent.Deleted.class);
    await(Topics.ORGANIZATIONS, wire -> wire.key().equals(acme.id()), 2);
  }

  /** An operator compares services by what each holds, and publishes what one of them lacks. */
  @Test
  void someIdentitiesCanBeComparedAndPublishedAgain() {
    Tenant acme = Tenant.make("compared");
    String jane = acme.user("jane");
    String john = acme.user("john");
    acme.scim().delete("/Users/" + john).then().statusCode(204);
    StateDigest.Sum held = new StateDigest.Sum();
    held.add(john, 2);
    held.add(jane, 1);
    String organization = "/organizations/" + acme.id();
    Tenant.operator()
        .get(organization + "/digests")
        .then()
        .statusCode(200)
        .body("identities.count", equalTo(2))
        .body("identities.buckets", equalTo(held.digest().buckets()))
        .body("accounts", nullValue());
    Tenant.operator()
        .get(organization + "/digests/identities?buckets=" + StateDigest.bucket(john))
        .then()
        .statusCode(200)
        .body("versions." + john, equalTo(2));
    Tenant.operator().get("/organizations/nobody-here/digests").then().statusCode(404);
    Tenant.bearer(acme.token()).get(organization + "/digests").then().statusCode(401);

    List<String> ids = List.of(john, "mgd_nobody");
    String republication = organization + "/republication";
    Tenant.operator()
        .body(Map.of("ids", ids))
        .post(republication)
        .then()
        .statusCode(200)
        .body("published", equalTo(1));
    assertThat(identity(await(Topics.IDENTITIES, wire -> wire.key().equals(john), 3).getLast()))
        .isInstanceOf(IdentityEvent.Deleted.class);
    Tenant.operator().body(Map.of("ids", List.of())).post(republication).then().statusCode(400);
    Tenant.bearer(acme.token())
        .contentType(ContentType.JSON)
        .body(Map.of("ids", ids))
        .post(republication)
        .then()
        .statusCode(401);
  }

  /** An enforcer begins with nothing before it knows as much as there is. */
  @Test
  void heartbeatsSayHowManyKeysThereAre() {
    for (String topic : List.of(Topics.IDENTITIES, Topics.ORGANIZATIONS)) {
      await(topic, wire -> event(wire) instanceof Heartbeat beat && beat.keys().isPresent(), 1);
    }
  }

  @Test
  void everyPartitionHasHeartbeats() {
    for (String topic : List.of(Topics.IDENTITIES, Topics.ORGANIZATIONS)) {
      List<WireEvent> beats = await(topic, wire -> event(wire) instanceof Heartbeat, 12);
      assertThat(beats).extracting(WireEvent::key).contains("heartbeat-0", "heartbeat-5");
    }
  }

  /** The row that an `id > last` poll would lose: written first, committed last. */
  @Test
  void aTransactionThatCommitsLateLosesNothingAndHoldsUpNothing() throws Exception {
    try (Connection early = GatewayServers.runtime();
        Connection late = GatewayServers.runtime()) {
      early.setAutoCommit(false);
      late.setAutoCommit(false);
      insert(late, "late", "1");
      insert(early, "early", "1");
      early.commit();
      await(Topics.IDENTITIES, wire -> wire.key().equals("early"), 1);
      late.commit();
    }
    await(Topics.IDENTITIES, wire -> wire.key().equals("late"), 1);
  }

  /** The relay need not wait for its next look, wherever it runs; a read wakes nobody. */
  @Test
  void theRelayIsWokenByWhatIsCommitted() throws Exception {
    Tenant acme = Tenant.make("woken");
    try (Connection connection = GatewayServers.runtime();
        Statement sql = connection.createStatement()) {
      PGConnection listening = connection.unwrap(PGConnection.class);
      sql.execute("listen outbox");
      acme.user("jane");
      assertThat(listening.getNotifications(5000)).isNotEmpty();
      // Until the last one that was on its way is in.
      Awaitility.await().until(() -> listening.getNotifications(300).length == 0);
      acme.scim().get("/Users").then().statusCode(200);
      assertThat(listening.getNotifications(300)).isEmpty();
      String jane = acme.scim().get("/Users").then().extract().path("Resources[0].id");
      acme.scim()
          .body(Map.of("displayName", "G", "members", List.of(Map.of("value", jane))))
          .post("/Groups");
      assertThat(listening.getNotifications(5000)).isNotEmpty();
    }
  }

  /** Transactions begin in one order and take their turn at a row in another. */
  @Test
  void ofOneKeyTheVersionsComeInTheirOrder() throws Exception {
    try (Connection first = GatewayServers.runtime();
        Connection second = GatewayServers.runtime();
        Statement sql = first.createStatement()) {
      first.setAutoCommit(false);
      second.setAutoCommit(false);
      sql.execute("select pg_current_xact_id()");
      insert(second, "turns", "2");
      second.commit();
      insert(first, "turns", "3");
      first.commit();
    }
    assertThat(await(Topics.IDENTITIES, wire -> wire.key().equals("turns"), 2))
        .extracting(wire -> new String(wire.data(), StandardCharsets.UTF_8))
        .containsExactly("2", "3");
  }

  /** What a relay that leads no more still had on its way does not land behind newer versions. */
  @Test
  void aLeaderOfBeforeIsFenced() throws Exception {
    try (var before =
        new KafkaProducer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                GatewayServers.running().kafka().bootstrapServers(),
                "transactional.id",
                "scim-gateway-outbox"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      before.initTransactions();
      before.beginTransaction();
      before
          .send(new ProducerRecord<>(Topics.IDENTITIES, "fenced", new byte[] {'1'}))
          .get(10, TimeUnit.SECONDS);
      try (Connection connection = GatewayServers.runtime()) {
        insert(connection, "fenced", "2");
      }
      assertThat(await(Topics.IDENTITIES, wire -> wire.key().equals("fenced"), 1))
          .extracting(wire -> new String(wire.data(), StandardCharsets.UTF_8))
          .containsExactly("2");
      assertThatThrownBy(before::commitTransaction).isInstanceOf(KafkaException.class);
    }
    assertThat(await(Topics.IDENTITIES, wire -> wire.key().equals("fenced"), 1)).hasSize(1);
  }

  /** Whoever holds the lock publishes; a standby publishes nothing, and goes on when it is let. */
  @Test
  void aLeaderThatIsGoneIsFollowed() throws Exception {
    try (Connection other = GatewayServers.runtime();
        Statement sql = other.createStatement()) {
      sql.execute(
          "select pg_terminate_backend(pid) from pg_stat_activity"
              + " where application_name = 'outbox-relay' and datname = current_database()");
      sql.execute("select pg_advisory_lock(4780027823430258520)");
      insert(other, "follow", "1");
      Thread.sleep(2_000);
      assertThat(waiting(sql, "follow")).isEqualTo(1);
    }
    assertThat(await(Topics.IDENTITIES, wire -> wire.key().equals("follow"), 1)).hasSize(1);
  }

  private static long waiting(Statement sql, String key) throws Exception {
    try (ResultSet rows =
        sql.executeQuery("select count(*) from outbox where key = '" + key + "'")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Row-level security: who names no organization sees none. */
  @Test
  void withoutATenantThereAreNoRows() throws Exception {
    Tenant acme = Tenant.make("acme");
    acme.scim().body(Map.of("userName", "jane")).post("/Users").then().statusCode(201);
    try (Connection connection = GatewayServers.runtime();
        Statement sql = connection.createStatement()) {
      assertThat(count(sql)).isZero();
      sql.execute("select set_config('app.organization', '" + acme.id() + "', false)");
      assertThat(count(sql)).isEqualTo(1);
    }
  }

  private static long count(Statement sql) throws Exception {
    try (ResultSet rows = sql.executeQuery("select count(*) from identity")) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static void insert(Connection connection, String key, String payload) throws Exception {
    try (Statement sql = connection.createStatement()) {
      sql.execute(
          "insert into outbox (topic, key, headers, payload) values ('%s', '%s', '{}', '%s')"
              .formatted(Topics.IDENTITIES, key, payload));
    }
  }

  private static String active(boolean active) {
    return """
    {"Operations":[{"op":"replace","path":"active","value":%s}]}"""
        .formatted(active);
  }

  private static IdentityEvent identity(WireEvent wire) {
    return (IdentityEvent) event(wire);
  }

  private static Event event(WireEvent wire) {
    return EventCodec.decode(wire) instanceof Decoding.Read read
        ? read.event()
        : new Heartbeat(-1, java.time.Instant.EPOCH, Optional.empty());
  }

  /** Reads a topic from its beginning until enough records are found, and a moment longer. */
  private static List<WireEvent> await(String topic, Predicate<WireEvent> wanted, int count) {
    List<WireEvent> found = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                GatewayServers.running().kafka().bootstrapServers(),
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      long enough = Long.MAX_VALUE;
      while (System.nanoTime() < Math.min(deadline, enough)) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          WireEvent wire = wire(record);
          if (wanted.test(wire)) {
            found.add(wire);
          }
        }
        if (found.size() >= count && enough == Long.MAX_VALUE) {
          enough = System.nanoTime() + Duration.ofMillis(500).toNanos();
        }
      }
    }
    assertThat(found).hasSizeGreaterThanOrEqualTo(count);
    return found;
  }

  private static WireEvent wire(ConsumerRecord<String, byte[]> record) {
    Map<String, String> headers = new TreeMap<>();
    record
        .headers()
        .forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
    return new WireEvent(record.key(), headers, record.value());
  }
}
