package io.bailiwick.client;

import static io.bailiwick.client.ScriptedEnforcer.answer;
import static io.bailiwick.client.ScriptedEnforcer.breaksOff;
import static io.bailiwick.client.ScriptedEnforcer.decides;
import static io.bailiwick.client.ScriptedEnforcer.drops;
import static io.bailiwick.client.ScriptedEnforcer.isTooSlow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bailiwick.client.ScriptedEnforcer.Reply;
import io.bailiwick.client.ScriptedEnforcer.Request;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client against servers that are slow, broken, wrong or gone. */
class EnforcerClientTest {
  private static final String MANAGED = "mgd_06ek9q2vbx7kq9g4zt5h3n8m0r";
  private static final String PERSONAL = "507f1f77bcf86cd799439011";
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(20);

  private final ScriptedEnforcer enforcer = new ScriptedEnforcer();
  private final ClientSettings patient =
      ClientSettings.of(enforcer.url(), () -> "t").deadline(LONG).hedgeAfter(LONG);

  @AfterEach
  void close() {
    enforcer.close();
  }

  private static Question about(String subject) {
    return Question.of(subject, "repository.read", Resource.of("model", "acme/bert"));
  }

  private static Decision ask(ClientSettings settings, String subject) {
    try (EnforcerClient client = new EnforcerClient(settings)) {
      return client.await(about(subject));
    }
  }

  private static void assertFailed(Decision decision) {
    assertThat(decision.allowed()).isFalse();
    assertThat(decision.reason()).isEqualTo("error");
    assertThat(decision.reasonUser()).isPresent();
    assertThat(decision.failure()).isPresent();
  }

  @Test
  void anAnswerIsReadWhole() {
    enforcer.replies(
        answer(
            200,
            """
            {"decision":false,"more":[1],"context":{"reason":"sso_expired","evaluation_id":"e1",
             "revision":"r1","stale":true,"age_seconds":7,"obligations":[],
             "reason_user":{"403":"Sign in again."},"sign_in_url":"https://id.example/sso/acme"}}"""));
    assertThat(ask(patient, MANAGED))
        .isEqualTo(
            new Decision(
                false,
                "sso_expired",
                Optional.of("Sign in again."),
                Optional.of("e1"),
                Optional.of("r1"),
                Optional.of("https://id.example/sso/acme"),
                true,
                Optional.empty()));
  }

  @Test
  void oneConnectionServesAllChecksAndNoPermitIsKept() {
    enforcer.replies(decides(true, "allowed"), decides(true, "allowed"), decides(false, "error"));
    try (EnforcerClient client = new EnforcerClient(patient)) {
      assertThat(client.await(about(MANAGED)).allowed()).isTrue();
      assertThat(client.await(about(MANAGED)).allowed()).isTrue();
      assertThat(client.await(about(MANAGED)).allowed()).isFalse();
    }
    assertThat(enforcer.requests()).hasSize(3);
    assertThat(enforcer.requests().stream().map(Request::port).distinct()).hasSize(1);
  }

  @Test
  void aSlowFirstRequestIsOvertakenAndCancelled() throws Exception {
    CountDownLatch decided = new CountDownLatch(1);
    CountDownLatch cancelled = new CountDownLatch(1);
    enforcer.replies(isTooSlow(decided, cancelled), decides(true, "allowed"));
    try (EnforcerClient client = new EnforcerClient(patient.hedgeAfter(SHORT))) {
      assertThat(client.await(about(MANAGED)).allowed()).isTrue();
      decided.countDown();
      assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(enforcer.requests()).hasSize(2);
  }

  @Test
  void theDeadlineEndsACheck() {
    enforcer.replies(enforcer.hangs());
    Decision decision = ask(patient.deadline(SHORT), MANAGED);
    assertFailed(decision);
    assertThat(decision.failure()).contains("no answer in time");
    assertThat(ask(patient.deadline(SHORT).allowPersonalOnFailure(), PERSONAL).allowed()).isTrue();
  }

  /** The acting person can choose a revision or a token that the enforcer waits for. */
  @Test
  void aWaitThatThePersonCanCauseAllowsNothing() {
    ClientSettings settings = patient.deadline(SHORT).allowPersonalOnFailure();
    try (EnforcerClient client = new EnforcerClient(settings)) {
      enforcer.replies(enforcer.hangs(), enforcer.hangs());
      assertFailed(client.await(about(PERSONAL).atLeastAsFresh("a revision")));
      assertFailed(client.await(about(PERSONAL).by(new Acting.Token("a token"))));
    }
  }

  /** A closed connection is seen at once: the second request does not wait for its time. */
  @Test
  void aFailedRequestIsRepeatedOnceAndAtOnce() {
    enforcer.replies(decides(true, "allowed"), drops(), decides(true, "allowed"));
    try (EnforcerClient client = new EnforcerClient(patient)) {
      assertThat(client.await(about(MANAGED)).allowed()).isTrue();
      assertThat(client.await(about(MANAGED)).allowed()).isTrue();
    }
    assertThat(enforcer.requests()).hasSize(3);
    for (Reply failing : new Reply[] {drops(), breaksOff(), answer(503, "")}) {
      int before = enforcer.requests().size();
      enforcer.replies(failing);
      assertFailed(ask(patient, MANAGED));
      assertThat(enforcer.requests()).hasSize(before + 2);
    }
  }

  @Test
  void anEnforcerThatIsGoneIsAFailure() {
    enforcer.close();
    assertFailed(ask(patient, MANAGED));
    assertFailed(ask(patient, PERSONAL));
    assertThat(ask(patient.allowPersonalOnFailure(), PERSONAL).allowed()).isTrue();
  }

  /** The enforcer could not be asked, so the caller decides about personal accounts. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "302 | {'decision':true,'context':{'reason':'allowed'}}",
        "401 | {'error':'the token has expired'}",
        "403 | {'error':'bailiwick.check'}",
        "429 | {}",
        "500 | {'decision':true,'context':{'reason':'allowed'}}",
        "201 | {'decision':true,'context':{'reason':'allowed'}}",
        "200 | <html>",
        "200 | [true]",
        "200 | {'decision':true",
        "200 | {'decision':true}",
        "200 | {'decision':'true','context':{'reason':'allowed'}}",
        "200 | {'decision':1,'context':{'reason':'allowed'}}",
        "200 | {'decision':false,'decision':true,'context':{'reason':'allowed'}}",
        "200 | {'decision':true,'context':{'reason':7}}",
      })
  void aWrongAnswerIsAFailure(int status, String body) {
    enforcer.replies(answer(status, body.replace('\'', '"')));
    assertFailed(ask(patient, MANAGED));
    assertFailed(ask(patient, PERSONAL));
    assertFailed(ask(patient.allowPersonalOnFailure(), MANAGED));
    Decision allowed = ask(patient.allowPersonalOnFailure(), PERSONAL);
    assertThat(allowed.allowed()).isTrue();
    assertThat(allowed.reason()).isEqualTo("error");
    assertThat(allowed.failure()).isPresent();
  }

  @Test
  void anEndlessAnswerIsAFailure() {
    enforcer.replies(answer(200, " ".repeat(1 << 17)));
    assertFailed(ask(patient, MANAGED));
  }

  /** The person who acts may have caused it, so it allows nothing, and no second request helps. */
  @ParameterizedTest
  @ValueSource(ints = {400, 404, 413})
  void aRejectedQuestionIsADenyForEveryone(int status) {
    enforcer.replies(answer(status, "{\"error\":\"subject.id is required\"}"));
    Decision decision = ask(patient.allowPersonalOnFailure(), PERSONAL);
    assertFailed(decision);
    assertThat(decision.failure())
        .contains("the enforcer answered " + status + " subject.id is required");
    assertThat(enforcer.requests()).hasSize(1);
  }

  /** Ids that the enforcer would not take for a personal account's. */
  @ParameterizedTest
  @ValueSource(strings = {"MGD_1", " mgd_1", "m\u200bgd_1", "\uff4dgd_1", "jane@acme.example", ""})
  void noSpellingMakesAManagedAccountAPersonalOne(String id) {
    enforcer.replies(answer(503, ""));
    assertFailed(ask(patient.allowPersonalOnFailure(), id));
  }

  @Test
  void aTokenThatCannotBeHadIsAFailure() {
    ClientSettings none =
        ClientSettings.of(
            enforcer.url(),
            () -> {
              throw new IllegalStateException("the issuer is down");
            });
    assertFailed(ask(none, MANAGED));
    assertFailed(ask(ClientSettings.of(enforcer.url(), () -> "a\nb"), MANAGED));
    assertThat(enforcer.requests()).isEmpty();
  }

  @Test
  void theWarmUpHasATimeOfItsOwnAndTellsWhetherTheEnforcerAnswers() {
    enforcer.replies(decides(true, "not_managed"), answer(401, ""));
    try (EnforcerClient client = new EnforcerClient(patient.deadline(Duration.ofNanos(1)))) {
      assertThat(client.warmUp()).isEmpty();
      assertThat(client.warmUp()).contains("the enforcer answered 401");
    }
  }

  @Test
  void anInterruptedThreadGetsADeny() {
    enforcer.replies(enforcer.hangs());
    Thread.currentThread().interrupt();
    Decision decision = ask(patient.allowPersonalOnFailure(), PERSONAL);
    assertThat(Thread.interrupted()).isTrue();
    assertFailed(decision);
  }

  @Test
  void aClosedClientDenies() throws Exception {
    enforcer.replies(enforcer.hangs());
    EnforcerClient client = new EnforcerClient(patient);
    CompletableFuture<Decision> underWay = client.check(about(MANAGED)).toCompletableFuture();
    client.close();
    assertFailed(underWay.get(1, TimeUnit.MINUTES));
    assertFailed(client.await(about(MANAGED)));
  }

  @Test
  void settingsThatCannotWorkAreRejected() {
    for (String url : new String[] {"localhost:8080", "file:///x", "https://e.example/?a"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ClientSettings.of(URI.create(url), () -> "t"));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> patient.deadline(Duration.ZERO));
  }
}
