package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.model.AuditEntry;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The content of audit entries: who, what, before and after. */
@GatewayTest
class AuditEntriesTest {
  private static final String ENTERPRISE =
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

  private Tenant acme;
  private AuditTopic topic;

  @BeforeEach
  void anOrganization() {
    acme = Tenant.make("acme");
    topic = AuditTopic.atItsEnd();
  }

  @AfterEach
  void closeTopic() {
    topic.close();
  }

  /** An entry has what differs and who did it; a change of nothing has no entry. */
  @Test
  void anEntryTellsWhatDiffers() {
    String jane = acme.user("audited");
    acme.patch(jane, "replace", "displayName", "Jane");
    acme.patch(jane, "replace", "displayName", "Jane");
    acme.patch(jane, "replace", "displayName", "Jane D.");
    assertThat(topic.has(entry -> entry.version().equals(Optional.of(3L)))).isTrue();

    List<AuditEntry> entries =
        topic.entries().stream().filter(entry -> entry.target().id().equals(jane)).toList();
    assertThat(entries).extracting(AuditEntry::version).containsExactly(v(1), v(2), v(3));
    AuditEntry last = entries.getLast();
    assertThat(last.organization()).isEqualTo(acme.id());
    assertThat(last.changes()).hasSize(1);
    assertThat(last.changes().getFirst().field()).isEqualTo("/resource/displayName");
    assertThat(last.changes().getFirst().before().orElseThrow().textValue()).isEqualTo("Jane");
    assertThat(last.changes().getFirst().after().orElseThrow().textValue()).isEqualTo("Jane D.");
    String tokens =
        Tenant.operator().get("/organizations/" + acme.id() + "/scim-tokens").asString();
    assertThat(tokens).contains("\"" + last.actor().id() + "\"");
  }

  private static Optional<Long> v(long version) {
    return Optional.of(version);
  }

  /** The members of a group are in entries of the group, not of each person. */
  @Test
  void membersAreToldByTheirGroup() {
    String jane = acme.user("member-1");
    String john = acme.user("member-2");
    assertThat(topic.has(entry -> entry.target().id().equals(john))).isTrue();
    topic.forget();
    String group =
        acme.scim()
            .body(
                Map.of(
                    "displayName",
                    "audited",
                    "members",
                    List.of(Map.of("value", jane), Map.of("value", john))))
            .post("/Groups")
            .path("id");
    acme.scim().delete("/Groups/" + group).then().statusCode(204);
    assertThat(topic.has(entry -> entry.action().equals("group.deleted"))).isTrue();

    assertThat(topic.entries())
        .extracting(AuditEntry::action)
        .containsExactly(
            "group.created", "group.members-changed", "group.members-changed", "group.deleted");
    AuditEntry joined = topic.entries().get(1);
    assertThat(joined.target().id()).isEqualTo(group);
    assertThat(joined.changes().getFirst().after().orElseThrow())
        .extracting(JsonNode::textValue)
        .containsExactlyInAnyOrder(jane, john);
    assertThat(topic.entries().get(2).changes().getFirst().before().orElseThrow())
        .extracting(JsonNode::textValue)
        .containsExactlyInAnyOrder(jane, john);
  }

  /** An entry is written in the transaction of its change. */
  @Test
  void aRolledBackChangeLeavesNothing() {
    String taken = acme.user("taken");
    assertThat(topic.has(entry -> entry.target().id().equals(taken))).isTrue();
    topic.forget();
    // The two refer to each other, so they share a transaction; the second name is taken.
    Map<String, Object> circle =
        Map.of(
            "Operations",
            List.of(
                post("a", Map.of("userName", "a", ENTERPRISE, manager("b"))),
                post("b", Map.of("userName", "taken", ENTERPRISE, manager("a")))));
    Response answer = acme.scim().body(circle).post("/Bulk");
    assertThat(answer.<List<String>>path("Operations.status")).containsExactly("409", "409");
    String last = acme.user("last");
    assertThat(topic.has(entry -> entry.target().id().equals(last))).isTrue();
    assertThat(topic.entries()).hasSize(1);
  }

  private static Map<String, Object> post(String bulkId, Map<String, Object> data) {
    return Map.of("method", "POST", "path", "/Users", "bulkId", bulkId, "data", data);
  }

  private static Map<String, Object> manager(String bulkId) {
    return Map.of("manager", Map.of("value", "bulkId:" + bulkId));
  }
}
