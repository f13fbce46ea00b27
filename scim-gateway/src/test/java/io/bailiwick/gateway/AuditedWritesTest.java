package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.model.AuditEntry;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every write leaves an entry in the audit log with its actor, whichever endpoint it is. */
@GatewayTest
class AuditedWritesTest extends PlatformService {
  private static final String ORGANIZATION = WriteEndpoints.ORGANIZATION;
  private static final String ASSERTIONS =
      """
      {"assertions":[{"name":"readers do not publish","role":"read",
        "action":"repository.create","expect":"deny",
        "resource":{"type":"model","id":"acme/m","properties":{"visibility":"public"}}}]}""";

  private final Map<String, Supplier<Response>> writes = new LinkedHashMap<>();
  private final RevisedWrites others = new RevisedWrites();
  private final AuditTopic topic = AuditTopic.atItsEnd();
  private String made = "";

  @BeforeEach
  void theSameOrganization() {
    others.acme = acme;
    others.client = client;
    others.secret = secret;
    writes.putAll(others.writes);
    operator("PATCH", ORGANIZATION, "", Map.of("displayName", "Name " + UUID.randomUUID()));
    writes.put(
        "POST " + ORGANIZATION + "/break-glass/shut",
        () -> {
          others.recovery();
          return request("POST", "/organizations/" + acme.id() + "/break-glass/shut", Map.of());
        });
    // A change that changes nothing leaves no entry.
    String core = "/organizations/" + acme.id() + "/resource-groups/core";
    writes.put(
        "PATCH " + ORGANIZATION + "/resource-groups/{name}",
        () -> {
          request("PATCH", core, Map.of("autoJoin", "ALL", "autoJoinRole", "read"));
          return request("PATCH", core, "{\"autoJoin\":\"NONE\",\"autoJoinRole\":null}");
        });
    platform();
    connections();
    operator("POST", ORGANIZATION, "/invitations", Map.of("email", "i@x.example", "role", "read"));
    operator("POST", ORGANIZATION, "/invitations/withdraw", Map.of("email", "i@x.example"));
    operator("PUT", ORGANIZATION, "/assertions", ASSERTIONS);
    scim();
  }

  @AfterEach
  void closeTopic() {
    topic.close();
  }

  private void platform() {
    writes.put(
        "POST /clients",
        () -> {
          Response registered = registered("PUBLIC", "REQUIRED");
          made = registered.path("id");
          return registered;
        });
    writes.put("DELETE /clients/{client}", () -> request("DELETE", "/clients/" + made, Map.of()));
    writes.put("POST /signing-keys", () -> request("POST", "/signing-keys", Map.of()));
    writes.put("DELETE /signing-keys", () -> request("DELETE", "/signing-keys", Map.of()));
  }

  private void connections() {
    String path = Connected.path(acme.tenant());
    writes.put(
        "POST " + ORGANIZATION + "/connections",
        () -> {
          Response draft =
              request(
                  "POST",
                  path,
                  Map.of(
                      "issuer",
                      acme.idp().issuer(),
                      "clientId",
                      ScriptedIdp.CLIENT,
                      "clientSecret",
                      ScriptedIdp.SECRET));
          made = draft.path("id");
          return draft;
        });
    writes.put(
        "PATCH " + ORGANIZATION + "/connections/{id}",
        () -> request("PATCH", path + "/" + made, Map.of("clientSecret", "another-secret-1")));
    writes.put(
        "DELETE " + ORGANIZATION + "/connections/{id}",
        () -> request("DELETE", path + "/" + made, Map.of()));
    writes.put(
        "POST " + ORGANIZATION + "/connections/{id}/enable",
        () -> {
          made = Connected.draft(acme.tenant(), acme.idp(), Map.of());
          Connected.test(acme.tenant(), made, acme.idp(), ScriptedIdp.person("t", "t"));
          return request("POST", path + "/" + made + "/enable", Map.of());
        });
    writes.put(
        "POST " + ORGANIZATION + "/connections/{id}/disable",
        () -> request("POST", path + "/" + made + "/disable", Map.of()));
  }

  private void scim() {
    String path = "/organizations/" + acme.id();
    writes.put(
        "POST " + ORGANIZATION + "/scim-tokens",
        () -> {
          Response issued = request("POST", path + "/scim-tokens", Map.of());
          made = issued.path("keyId");
          return issued;
        });
    writes.put(
        "DELETE " + ORGANIZATION + "/scim-tokens/{keyId}",
        () -> request("DELETE", path + "/scim-tokens/" + made, Map.of()));
    writes.put(
        "POST " + ORGANIZATION + "/scim/self-test",
        () -> request("POST", path + "/scim/self-test", Map.of()));
    String urn = "/scim/schemas/urn:example:audited:User";
    writes.put(
        "PUT " + ORGANIZATION + "/scim/schemas/{urn}",
        () ->
            Tenant.operator()
                .queryParam("resourceType", "User")
                .body(
                    Map.of(
                        "id",
                        "urn:example:audited:User",
                        "name",
                        "Audited",
                        "attributes",
                        List.of(Map.of("name", "note", "type", "string", "description", "x"))))
                .put(path + urn));
    writes.put(
        "DELETE " + ORGANIZATION + "/scim/schemas/{urn}",
        () -> request("DELETE", path + urn, Map.of()));
  }

  @Test
  void everyWriteLeavesAnEntryWithItsActor() {
    Map<String, String> without = new TreeMap<>();
    writes.forEach(
        (endpoint, write) -> {
          topic.forget();
          Response answer = write.get();
          String expected = AuditedEndpoints.AUDITED.getOrDefault(endpoint, "nothing is expected");
          if (answer.statusCode() >= 400) {
            without.put(endpoint, answer.statusCode() + " " + answer.asString());
          } else if (!topic.has(entry -> said(entry).equals(expected))) {
            without.put(
                endpoint,
                "wanted %s, got %s"
                    .formatted(
                        expected, topic.entries().stream().map(AuditedWritesTest::said).toList()));
          }
        });
    assertThat(without).isEmpty();
    assertThat(topic.text())
        .doesNotContain(ScriptedIdp.SECRET, "another-secret-1", "bwk_scim_", "Digest");
    assertThat(topic.text()).contains("{\"field\":\"/clientSecret\"}");
  }

  /** Each begins with what the one before has left, however many come at once. */
  @Test
  void entriesOfConcurrentInvitationsFollowEachOther() throws Exception {
    topic.forget();
    String invitations = "/organizations/" + acme.id() + "/invitations";
    List<String> roles = List.of("read", "contributor", "write", "admin");
    try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        Map<String, String> body = Map.of("email", "j@x.example", "role", roles.get(i % 4));
        calls.add(() -> request("POST", invitations, body).statusCode());
      }
      for (Future<Integer> status : callers.invokeAll(calls)) {
        assertThat(status.get()).isBetween(200, 299);
      }
    }
    request("POST", invitations + "/withdraw", Map.of("email", "j@x.example"));
    assertThat(topic.has(entry -> entry.action().equals("invitation.withdrawn"))).isTrue();
    Optional<JsonNode> left = Optional.empty();
    for (AuditEntry entry :
        topic.entries().stream().filter(one -> one.action().startsWith("invitation.")).toList()) {
      AuditEntry.Change change = entry.changes().getFirst();
      assertThat(change.before()).isEqualTo(left);
      left = change.after();
    }
  }

  private static String said(AuditEntry entry) {
    return entry.actor().kind() + " " + entry.action();
  }

  /** A new endpoint belongs to one of the two lists of this class. */
  @Test
  void everyEndpointThatCouldWriteIsListed() throws IOException {
    Set<String> listed = new TreeSet<>(AuditedEndpoints.NOT_AUDITED.keySet());
    AuditedEndpoints.AUDITED.keySet().stream()
        .filter(name -> !name.startsWith("GET "))
        .forEach(listed::add);
    assertThat(listed).isEqualTo(WriteEndpoints.all());
    assertThat(writes.keySet()).isEqualTo(AuditedEndpoints.AUDITED.keySet());
  }

  private void operator(String method, String resource, String below, Object body) {
    writes.put(
        method + " " + resource + below,
        () -> request(method, resource.replace("{organization}", acme.id()) + below, body));
  }

  private static Response request(String method, String path, Object body) {
    RequestSpecification request = Tenant.operator();
    boolean hasBody = !method.equals("DELETE");
    return (hasBody ? request.body(body) : request).request(method, path);
  }
}
