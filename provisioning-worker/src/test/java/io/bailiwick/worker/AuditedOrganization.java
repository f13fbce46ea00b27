package io.bailiwick.worker;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.bailiwick.audit.AuditVerification;
import io.bailiwick.audit.AuditVerification.Result;
import io.bailiwick.event.AuditEvent;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.Topics;
import io.bailiwick.event.WireEvent;
import io.bailiwick.model.AuditEntry;
import io.bailiwick.model.AuditEntry.Actor;
import io.bailiwick.model.AuditEntry.Change;
import io.bailiwick.model.AuditEntry.Kind;
import io.bailiwick.model.AuditEntry.Target;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;

/** An organization with a chain of its own in the audit log. */
public record AuditedOrganization(String id) {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  public static AuditedOrganization newOne() {
    return new AuditedOrganization("audited-" + UUID.randomUUID().toString().substring(0, 8));
  }

  public AuditEntry entry(String action, String target, Instant at) {
    Change change = new Change("/name", Optional.empty(), Optional.of(TextNode.valueOf("Jané")));
    return new AuditEntry(
        UUID.randomUUID().toString(),
        id,
        at,
        Actor.of(Kind.OPERATOR, "ops-1"),
        action,
        new Target("identity", target),
        Optional.of(1L),
        List.of(change),
        Optional.empty(),
        Optional.empty());
  }

  static WireEvent wire(AuditEntry entry) {
    return EventCodec.encode(new AuditEvent(entry), "/test");
  }

  public void send(List<AuditEntry> entries) {
    Wire.sendAll(
        Topics.AUDIT,
        entries.stream()
            .map(AuditedOrganization::wire)
            .map(wire -> new Wire(wire.key(), wire.headers(), wire.data()))
            .toList());
  }

  public void awaitSequence(int sequence) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(head().jsonPath().getInt("sequence")).isEqualTo(sequence));
  }

  Response head() {
    return auditor().get(path() + "/head");
  }

  public String export(String query) {
    var answer =
        auditor()
            .header("Accept", "application/x-ndjson")
            .get(path() + query)
            .then()
            .statusCode(200);
    return answer.contentType("application/x-ndjson").extract().asString();
  }

  public static Result verified(String export) throws IOException {
    return AuditVerification.verify(new BufferedReader(new StringReader(export)));
  }

  String path() {
    return "/organizations/" + id + "/audit";
  }

  static RequestSpecification auditor() {
    return caller("bailiwick.audit.read");
  }

  static RequestSpecification caller(String scope) {
    String token = WorkerServers.running().issuer().token("auditor", scope, Duration.ofMinutes(5));
    return given().header("Authorization", "Bearer " + token);
  }
}
