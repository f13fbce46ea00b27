package io.bailiwick.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.client.ScriptedEnforcer.Request;
import io.bailiwick.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The requests of the client, as the reference of the check describes them. */
class WireTest {
  private static final Acting.Session SESSION =
      new Acting.Session("s1", "acme", Instant.parse("2026-11-23T09:00:00Z"));

  private final Question question =
      Question.of(
          "mgd_1",
          "repository.move",
          Resource.of("model", "acme/bert")
              .owner("acme")
              .visibility("private")
              .resourceGroup("research")
              .createdBy("mgd_2")
              .destination("globex", null, "lab"));

  private static void assertWritten(Question question, String expected) throws Exception {
    assertThat(StrictJson.object(Wire.write(question)))
        .isEqualTo(StrictJson.object(expected.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aQuestionHasAllOfItsMembers() throws Exception {
    assertWritten(
        question.by(SESSION).atLeastAsFresh("r1"),
        """
        {"subject":{"type":"user","id":"mgd_1"},"action":{"name":"repository.move"},
         "resource":{"type":"model","id":"acme/bert","properties":{"owner":"acme",
          "visibility":"private","resource_group":"research","created_by":"mgd_2",
          "destination":{"owner":"globex","resource_group":"lab"}}},
         "context":{"at_least_as_fresh":"r1","session":
          {"id":"s1","organization":"acme","authenticated_at":"2026-11-23T09:00:00Z"}}}""");
  }

  @Test
  void aTokenOrACredentialMayAct() throws Exception {
    Question plain =
        Question.of("u1", "token.create", Resource.of("token", "t1").scopes(List.of("acme")));
    String start =
        """
        {"subject":{"type":"user","id":"u1"},"action":{"name":"token.create"},
         "resource":{"type":"token","id":"t1","properties":{"scopes":[{"owner":"acme"}]}},
         "context":""";
    assertWritten(plain, start + "{}}");
    assertWritten(
        plain.by(new Acting.Token("ey.J.x")), start + "{\"session\":{\"token\":\"ey.J.x\"}}}");
    assertWritten(
        plain.by(
            new Acting.Credential("ssh-key", "k1", Instant.parse("2026-11-24T09:00:00Z"), SESSION)),
        start
            + """
            {"credential":{"type":"ssh-key","id":"k1","created_at":"2026-11-24T09:00:00Z","session":
             {"id":"s1","organization":"acme","authenticated_at":"2026-11-23T09:00:00Z"}}}}""");
  }

  @Test
  void headersArePassedOnAndMalformedOnesLeftOut() {
    String parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    try (ScriptedEnforcer enforcer =
            new ScriptedEnforcer().replies(ScriptedEnforcer.decides(true, "allowed"));
        EnforcerClient client =
            new EnforcerClient(
                ClientSettings.of(enforcer.url().resolve("/"), () -> "secret")
                    .deadline(Duration.ofMinutes(1))
                    .hedgeAfter(Duration.ofMinutes(1)))) {
      assertThat(client.await(question.requestId("r-1").traceparent(parent)).allowed()).isTrue();
      assertThat(client.await(question.requestId("r\n1")).allowed()).isTrue();
      Request first = enforcer.requests().getFirst();
      assertThat(first.path()).isEqualTo("/access/v1/evaluation");
      assertThat(first.authorization()).isEqualTo("Bearer secret");
      assertThat(first.requestId()).isEqualTo("r-1");
      assertThat(first.traceparent()).isEqualTo(parent);
      assertThat(enforcer.requests().getLast().requestId()).isNull();
    }
  }

  @Test
  void aTokenIsNotInTheTextOfAQuestion() {
    assertThat(question.by(new Acting.Token("secret")).toString()).doesNotContain("secret");
  }
}
