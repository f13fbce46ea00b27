package io.bailiwick.worker;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.bailiwick.event.EventCodec;
import io.bailiwick.event.Heartbeat;
import io.bailiwick.event.Topics;
import io.bailiwick.event.WireEvent;
import io.bailiwick.json.StrictJson;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.ws.rs.HttpMethod;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Every write of a caller leaves an entry in the audit log with its author. */
@QuarkusTest
@WithTestResource(value = WorkerServers.class, scope = TestResourceScope.GLOBAL)
class AuditedWritesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The endpoints whose entries the tests of this class look for. */
  private static final Set<String> AUDITED =
      Set.of(
          "PUT /handles/{handle}",
          "POST /handles",
          "DELETE /handles/{handle}",
          "POST /parked-records/{id}/redrive",
          "POST /parked-records/redrive",
          "DELETE /parked-records/{id}");

  /** The others, with the reason. */
  private static final Map<String, String> NOT_AUDITED =
      Map.of(
          "POST /republication", "repeats known states",
          "POST /organizations/{id}/reconciliation", "each repaired account has its entry");

  private final String unique = "w-" + UUID.randomUUID().toString().substring(0, 8);

  @Test
  void reservedHandlesAreAudited() {
    platform().body(Map.of("account", "42")).put("/handles/" + unique).then().statusCode(204);
    JsonPath reserved = entry("handle.reserved", unique);
    assertThat(reserved.getString("actor.kind")).isEqualTo("OPERATOR");
    assertThat(reserved.getString("actor.id")).isEqualTo("platform");
    assertThat(reserved.getString("actor.issuer")).startsWith("http");
    assertThat(reserved.getList("changes"))
        .isEqualTo(List.of(Map.of("field", "/" + unique, "after", "42")));
    platform().delete("/handles/" + unique + "?account=42").then().statusCode(204);
    assertThat(entry("handle.released", unique).getList("changes"))
        .isEqualTo(List.of(Map.of("field", "/" + unique, "before", "42")));
  }

  /** A write that changes nothing leaves no entry. */
  @Test
  void manyReservedHandlesAreAFewEntries() {
    int many = 600;
    List<Map<String, String>> wanted = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      wanted.add(Map.of("handle", unique + "-" + i, "account", "a" + i));
    }
    for (int twice = 0; twice < 2; twice++) {
      platform().body(Map.of("handles", wanted)).post("/handles").then().statusCode(200);
    }
    platform().body(Map.of("account", "42")).put("/handles/" + unique).then().statusCode(204);
    entry("handle.reserved", unique);
    List<String> fields =
        auditor()
            .queryParam("action", "handle.reserved")
            .queryParam("target", "*")
            .queryParam("limit", 200)
            .get("/organizations/*/audit")
            .jsonPath()
            .<List<String>>getList("entries.entry.changes.field")
            .stream()
            .flatMap(List::stream)
            .filter(field -> field.startsWith("/" + unique))
            .toList();
    assertThat(fields).hasSize(many).doesNotHaveDuplicates();
  }

  @Test
  void resolvedRecordsAreAudited() throws SQLException {
    List<Long> ids = parked(3);
    operator().post("/parked-records/" + ids.get(0) + "/redrive").then().statusCode(204);
    operator().delete("/parked-records/" + ids.get(1)).then().statusCode(204);
    redriveAll().then().statusCode(200);
    for (int i = 0; i < 3; i++) {
      String id = String.valueOf(ids.get(i));
      String state = i == 1 ? "discarded" : "redriven";
      JsonPath entry = entry("parked-record." + state, id);
      assertThat(entry.getString("actor.id")).isEqualTo("operator");
      assertThat(entry.getList("changes"))
          .contains(
              Map.of(
                  "field", "/state", "before", "PARKED", "after", state.toUpperCase(Locale.ROOT)),
              Map.of("field", "/key", "before", unique + i),
              Map.of("field", "/topic", "before", Topics.IDENTITIES),
              Map.of("field", "/reason", "before", unique));
    }
  }

  /** More than two batches. The answer has a line per record and ends with their number. */
  @Test
  void aRedriveOfAllTellsEachRecordAsItGoes() throws SQLException {
    List<Long> ids = parked(450);
    List<String> lines = redriveAll().asString().lines().toList();
    assertThat(lines).hasSize(ids.size() + 1);
    assertThat(lines.subList(0, ids.size()))
        .isEqualTo(ids.stream().map(id -> "{\"id\":\"" + id + "\"}").toList());
    assertThat(lines.getLast()).isEqualTo("{\"redriven\":450}");
    assertThat(redriveAll().asString()).isEqualTo("{\"redriven\":0}\n");
  }

  @Test
  void oneRedriveOfAllRunsAtATime() throws SQLException {
    parked(1);
    try (Connection other = WorkerServers.runtime();
        Statement sql = other.createStatement()) {
      sql.execute("select pg_advisory_lock(" + 0x7265647269766521L + ")");
      redriveAll()
          .then()
          .statusCode(409)
          .body("detail", equalTo("Another redrive of all records has not ended."));
    }
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(redriveAll().asString()).endsWith("{\"redriven\":1}\n"));
  }

  /** A new endpoint belongs to one of the two lists of this class. */
  @Test
  void everyEndpointThatCouldWriteIsListed() throws IOException {
    Set<String> listed = new TreeSet<>(AUDITED);
    listed.addAll(NOT_AUDITED.keySet());
    Set<String> found = new TreeSet<>(Set.of("POST /republication"));
    Path root = Path.of("target/classes");
    try (Stream<Path> files = Files.walk(root.resolve("io/bailiwick/worker"))) {
      for (Path file : files.filter(one -> one.toString().endsWith(".class")).toList()) {
        String name = root.relativize(file).toString().replace(".class", "").replace('/', '.');
        endpoints(Class.forName(name, false, getClass().getClassLoader())).forEach(found::add);
      }
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
    assertThat(listed).isEqualTo(found);
  }

  private static Stream<String> endpoints(Class<?> type) {
    return type.isAnnotationPresent(jakarta.ws.rs.Path.class)
        ? Stream.of(type.getMethods())
            .flatMap(method -> verbs(method).map(verb -> verb + " " + path(type, method)))
        : Stream.empty();
  }

  private static Stream<String> verbs(Method method) {
    return Arrays.stream(method.getAnnotations())
        .flatMap(one -> Stream.ofNullable(one.annotationType().getAnnotation(HttpMethod.class)))
        .map(HttpMethod::value)
        .filter(verb -> !Set.of("GET", "HEAD", "OPTIONS").contains(verb));
  }

  private static String path(Class<?> type, Method method) {
    var below = method.getAnnotation(jakarta.ws.rs.Path.class);
    String path =
        type.getAnnotation(jakarta.ws.rs.Path.class).value() + (below == null ? "" : below.value());
    return path.replaceAll("\\{(\\w+):.*?\\}(?=/|$)", "{$1}");
  }

  /**
   * Records in the list as the consumer adds them, with a reason of their own. They are heartbeats,
   * which have no effect when they are sent again.
   */
  private List<Long> parked(int count) throws SQLException {
    WireEvent wire = EventCodec.encode(new Heartbeat(0, Instant.EPOCH, Optional.empty()), "/test");
    List<Long> ids = new ArrayList<>();
    try (Connection connection = WorkerServers.runtime();
        PreparedStatement sql =
            connection.prepareStatement(
                """
                insert into parked_record
                  (topic, partition, position, key, reason, headers, data, parked_at)
                select ?, 0, n, ? || n, ?, ?, ?, now() from generate_series(0, ?) n
                returning id""")) {
      sql.setString(1, Topics.IDENTITIES);
      sql.setString(2, unique);
      sql.setString(3, unique);
      sql.setString(4, new String(StrictJson.write(wire.headers()), StandardCharsets.UTF_8));
      sql.setBytes(5, wire.data());
      sql.setInt(6, count - 1);
      try (ResultSet rows = sql.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getLong(1));
        }
      }
    }
    return ids;
  }

  private Response redriveAll() {
    return operator().body(Map.of("reason", unique)).post("/parked-records/redrive");
  }

  /** The entry of an action, once the log has it. */
  private static JsonPath entry(String action, String target) {
    return Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                auditor()
                    .queryParam("action", action)
                    .queryParam("target", target)
                    .get("/organizations/*/audit")
                    .jsonPath()
                    .setRootPath("entries[0].entry"),
            found -> found.get("id") != null);
  }

  private static RequestSpecification platform() {
    return by("platform", "bailiwick.handles");
  }

  private static RequestSpecification operator() {
    return by("operator", "bailiwick.operate");
  }

  private static RequestSpecification auditor() {
    return by("auditor", "bailiwick.audit.read");
  }

  private static RequestSpecification by(String subject, String scope) {
    String token = WorkerServers.running().issuer().token(subject, scope, Duration.ofMinutes(5));
    return given().header("Authorization", "Bearer " + token).contentType("application/json");
  }
}
