package io.bailiwick.local;

import static io.bailiwick.local.RunningSystem.PATIENCE;
import static io.bailiwick.local.RunningSystem.operator;
import static io.bailiwick.local.RunningSystem.platform;
import static io.bailiwick.local.RunningSystem.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.check.Caller;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** D6: an organization whose identity provider has deleted everyone gets everyone back. */
@Order(3)
@ExtendWith(SharedSystem.class)
class LeaversIT {
  private static final String ID = "leavers";
  private static final String BATCHES = "/organizations/" + ID + "/deprovisionings";
  private static final int PEOPLE = 25;

  @Test
  void aMassDeprovisioningIsUndone() throws Exception {
    Map<String, Object> content = Map.of("content", "DELETE", "gracePeriod", "PT1H");
    operator().post("/organizations", Map.of("id", ID, "leavers", content)).expect(201);
    String token =
        operator()
            .post("/organizations/" + ID + "/scim-tokens", Map.of())
            .expect(201)
            .body()
            .get("token")
            .textValue();
    Caller scim = Caller.scim(state().gateway() + "/scim/v2/" + ID, token);
    bulk(scim, IntStream.range(0, PEOPLE).mapToObj(LeaversIT::create).toList());
    await("ACTIVE");
    Map<String, JsonNode> before = platform().accounts(ID);
    Set<String> handles = DemoPlatform.handles(before);
    String anyone = before.keySet().iterator().next();
    Awaitility.await().atMost(PATIENCE).until(() -> platform().mayRead(anyone, ID));

    bulk(scim, before.keySet().stream().map(LeaversIT::delete).toList());
    await("DEPROVISIONED");
    Awaitility.await().atMost(PATIENCE).until(() -> !platform().mayRead(anyone, ID));
    JsonNode batch = operator().get(BATCHES).expect(200).body().at("/deprovisionings/0");
    assertThat(batch.at("/counts/deleted").asInt()).isEqualTo(PEOPLE);
    // Nothing irreversible is due.
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                platform().accounts(ID).values().stream()
                    .allMatch(
                        account ->
                            account.at("/departure/content").asText().equals("DELETE")
                                && account.at("/departure/contentDueAt").isMissingNode()));

    String restore = BATCHES + "/" + batch.get("id").textValue() + "/restore";
    JsonNode restored = operator().post(restore, Map.of()).expect(200).body();
    assertThat(restored.get("state").textValue()).isEqualTo("RESTORED");
    assertThat(restored.at("/counts/restored").asInt()).isEqualTo(PEOPLE);
    await("ACTIVE");
    Map<String, JsonNode> after = platform().accounts(ID);
    assertThat(after.keySet()).isEqualTo(before.keySet());
    assertThat(DemoPlatform.handles(after)).isEqualTo(handles);
    assertThat(after.values()).noneMatch(account -> account.has("departure"));
    Awaitility.await().atMost(PATIENCE).until(() -> platform().mayRead(anyone, ID));
  }

  /** Waits until all accounts have a status. */
  private static void await(String status) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () -> {
              Map<String, JsonNode> accounts = platform().accounts(ID);
              return accounts.size() == PEOPLE
                  && accounts.values().stream()
                      .allMatch(account -> account.get("status").textValue().equals(status));
            });
  }

  private static void bulk(Caller scim, List<Map<String, Object>> operations) throws Exception {
    JsonNode answer = scim.post("/Bulk", Map.of("Operations", operations)).expect(200).body();
    assertThat(answer.get("Operations"))
        .allMatch(one -> one.get("status").asText().startsWith("20"));
  }

  private static Map<String, Object> create(int number) {
    return Map.of(
        "method",
        "POST",
        "path",
        "/Users",
        "bulkId",
        "u" + number,
        "data",
        Map.of("userName", "leaver" + number));
  }

  private static Map<String, Object> delete(String id) {
    return Map.of("method", "DELETE", "path", "/Users/" + id);
  }
}
