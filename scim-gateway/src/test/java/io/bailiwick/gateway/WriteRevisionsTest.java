package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.model.Revision;
import io.bailiwick.model.Revisions;
import io.restassured.response.Response;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every write that has an event answers with its revision, whichever endpoint it is. */
@GatewayTest
class WriteRevisionsTest extends RevisedWrites {
  @Test
  void everyWriteAnswersWithItsRevision() {
    Map<String, String> without = new TreeMap<>();
    writes.forEach(
        (endpoint, write) -> {
          Response answer = write.get();
          Optional<Revisions> revisions =
              Optional.ofNullable(answer.header(Revision.HEADER)).flatMap(Revisions::parse);
          if (answer.statusCode() >= 400 || revisions.isEmpty()) {
            without.put(endpoint, answer.statusCode() + " " + answer.asString());
          }
        });
    assertThat(without).isEmpty();
  }

  /** A new endpoint belongs to one of the two lists of this class. */
  @Test
  void everyEndpointThatCouldWriteIsListed() throws IOException {
    Set<String> listed = new TreeSet<>(WriteEndpoints.WITHOUT_EVENT.keySet());
    writes.keySet().stream().filter(name -> !name.startsWith("GET ")).forEach(listed::add);
    assertThat(WriteEndpoints.all()).isEqualTo(listed);
    assertThat(WriteEndpoints.WITHOUT_EVENT)
        .doesNotContainKeys(writes.keySet().toArray(String[]::new));
  }

  /** One revision for each person, and one moment for more than a header can list. */
  @Test
  void manyChangesHaveOneValue() {
    assertThat(revisions(bulk(3)).all())
        .hasSize(3)
        .extracting(Revision::kind)
        .containsOnly(Revision.Kind.IDENTITY);
    assertThat(revisions(bulk(Revisions.MOST)).all()).hasSize(Revisions.MOST);
    assertThat(revisions(bulk(Revisions.MOST + 1)).all())
        .singleElement()
        .extracting(Revision::kind)
        .isEqualTo(Revision.Kind.MOMENT);
  }

  /** What was rolled back has no revision, and neither has a request that only reads. */
  @Test
  void nothingWrittenHasNoRevision() {
    acme.tenant().user("taken");
    // The two refer to each other, so they share a transaction; the second name is taken.
    Map<String, Object> circle =
        Map.of(
            "Operations",
            List.of(
                post("Users", "a", Map.of("userName", "a", ENTERPRISE, manager("b"))),
                post("Users", "b", Map.of("userName", "taken", ENTERPRISE, manager("a")))));
    Response answer = scim(circle).post("/Bulk");
    assertThat(answer.<List<String>>path("Operations.status")).containsExactly("409", "409");
    assertThat(answer.header(Revision.HEADER)).isNull();
    assertThat(scim(Map.of()).post("/Users").header(Revision.HEADER)).isNull();
    assertThat(acme.tenant().scim().get("/Users").header(Revision.HEADER)).isNull();
  }

  private static Map<String, Object> manager(String bulkId) {
    return Map.of("manager", Map.of("value", "bulkId:" + bulkId));
  }

  private static Revisions revisions(Response answer) {
    return Revisions.parse(answer.header(Revision.HEADER)).orElseThrow();
  }
}
