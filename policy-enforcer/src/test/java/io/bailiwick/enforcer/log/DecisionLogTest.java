package io.bailiwick.enforcer.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.enforcer.decision.Decision;
import io.bailiwick.enforcer.decision.Facts;
import io.bailiwick.enforcer.decision.Reason;
import io.bailiwick.enforcer.decision.Remedy;
import io.bailiwick.enforcer.decision.Rule;
import io.bailiwick.enforcer.decision.Visibility;
import io.bailiwick.enforcer.settings.DecisionLogSettings;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.Topics;
import io.bailiwick.json.StrictJson;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The queue of the decision log: what gets in, what is dropped, and what is masked. */
class DecisionLogTest {
  private static final Decision ALLOW = new Decision.Allow(Rule.CONDITIONS, Reason.ALLOWED, "rule");
  private static final Decision NOT_MANAGED =
      new Decision.Allow(Rule.PERSONAL, Reason.NOT_MANAGED, "rule");
  private static final Decision BREAK_GLASS =
      new Decision.Allow(Rule.CONDITIONS, Reason.ALLOWED, "rule", true);
  private static final Decision DENY =
      new Decision.Deny(Rule.CONDITIONS, Reason.ROLE_INSUFFICIENT, Remedy.Need.REVISION);

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

  private DecisionLog log(boolean enabled, double sample) {
    return new DecisionLog(settings(enabled, sample, 2000), metrics);
  }

  private static DecisionLogSettings settings(boolean enabled, double sample, int rate) {
    return new DecisionLogSettings() {
      @Override
      public boolean enabled() {
        return enabled;
      }

      @Override
      public double sample() {
        return sample;
      }

      @Override
      public int rate() {
        return rate;
      }
    };
  }

  private static void offer(DecisionLog log, String subject, Decision decision) {
    offer(log, subject, "model", "acme/bert", decision);
  }

  private static void offer(
      DecisionLog log, String subject, String type, String id, Decision decision) {
    Resource resource =
        new Resource(
            type,
            id,
            Optional.empty(),
            false,
            Visibility.PUBLIC,
            Optional.empty(),
            Optional.empty());
    CheckRequest request =
        new CheckRequest(subject, "repository.read", resource, Optional.empty(), Optional.empty());
    log.offer("id", Instant.EPOCH, "hub", request, decision, Facts.NONE);
  }

  private static List<MadeDecision> taken(DecisionLog log) {
    List<MadeDecision> taken = new ArrayList<>();
    log.drain(Integer.MAX_VALUE, taken::add);
    return taken;
  }

  @ParameterizedTest
  @CsvSource({"true,0,2", "true,1,4", "false,1,0"})
  void logsDeniesAndBreakGlassAlwaysAndOtherAllowsBySample(
      boolean enabled, double sample, int logged) {
    DecisionLog log = log(enabled, sample);
    for (int i = 0; i < 100; i++) {
      for (Decision decision : List.of(ALLOW, NOT_MANAGED, BREAK_GLASS, DENY)) {
        offer(log, "mgd_" + i, decision);
      }
    }
    assertThat(taken(log)).hasSize(100 * logged);
    assertThat(log.countDropped()).isZero();
  }

  @Test
  void refusesASampleThatIsNone() {
    for (double sample : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> log(true, sample)).isInstanceOf(ConfigurationException.class);
    }
  }

  /** The writer stands still: what does not fit is dropped, and a check does not notice. */
  @Test
  void aFullQueueDropsAndCounts() {
    DecisionLog log = log(true, 0);
    for (int i = 0; i < DecisionLog.CAPACITY + 100; i++) {
      offer(log, "mgd_" + i, DENY);
    }
    assertThat(log.countDropped()).isEqualTo(100);
    assertThat(dropped("queue")).isEqualTo(100);
    assertThat(taken(log)).hasSize(DecisionLog.CAPACITY);
    offer(log, "mgd_1", DENY);
    assertThat(taken(log)).hasSize(1);
  }

  private double dropped(String cause) {
    return metrics
        .get("bailiwick.decision.log.dropped")
        .tag("cause", cause)
        .functionCounter()
        .count();
  }

  @Test
  void oneSubjectTakesNoRoomOfOthers() {
    DecisionLog log = log(true, 0);
    for (int i = 0; i < 10 * DecisionLog.CAPACITY; i++) {
      offer(log, "mgd_attacker", DENY);
    }
    assertThat(log.countDropped()).isEqualTo(10L * DecisionLog.CAPACITY - DecisionLog.SHARE);
    for (int i = 0; i < 100; i++) {
      offer(log, "mgd_" + i, DENY);
    }
    List<MadeDecision> taken = taken(log);
    // One of the others shares the attacker's slot in every fortieth run; ten of them never do.
    assertThat(taken.size()).isBetween(DecisionLog.SHARE + 90, DecisionLog.SHARE + 100);
    offer(log, "mgd_attacker", DENY);
    assertThat(taken(log)).hasSize(1);
  }

  @Test
  void countsWhatKafkaTookAndWhatNot() {
    DecisionLog log = log(true, 0);
    MockProducer<String, byte[]> kafka =
        new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
    DecisionWriter writer = new DecisionWriter(log, settings(true, 0, 20), () -> kafka);
    for (int i = 0; i < 5; i++) {
      offer(log, "mgd_" + i, DENY);
    }
    writer.write(kafka);
    assertThat(kafka.history()).as("what the rate allows in a tick").hasSize(2);
    assertThat(kafka.history().getFirst().topic()).isEqualTo(Topics.DECISIONS);
    assertThat(kafka.history().getFirst().key()).isEqualTo("mgd_0");
    kafka.completeNext();
    kafka.errorNext(new TimeoutException());
    assertThat(metrics.get("bailiwick.decision.log.written").functionCounter().count())
        .isEqualTo(1);
    assertThat(dropped("kafka")).isEqualTo(1);
    assertThat(taken(log)).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "mgd_06ek9q2vbx7kq9g4zt5h3n8m0r, model, acme/bert, mgd_06ek9q2vbx7kq9g4zt5h3n8m0r, acme/bert",
    "jane.doe@corp.example, model, x/jane.doe@corp.example, j***@corp.example, x***@corp.example",
    "jane.doe%40corp.example, model, a, j***@corp.example, a",
    "eyJhbGciOi.eyJzdWIi.c2lnbmF0dXJl, model, bwk_scim_12345678_abc, ***, ***",
    "eve, token, hf_abc, eve, ***",
    "eve, session, ses_abc, eve, ***",
    "eve, ssh-key, AAAAB3, eve, ***",
    "eve, access-token, at_abc, eve, ***",
    "jane\uFF20corp.example, model, jane%EF%BC%A0corp.example, j***@corp.example, j***@corp.example"
  })
  void masksAddressesAndSecrets(
      String subject, String type, String id, String masked, String maskedId) {
    DecisionLog log = log(true, 0);
    offer(log, subject, type, id, DENY);
    var logged = taken(log).getFirst().event().decision();
    assertThat(logged.subject()).isEqualTo(masked);
    assertThat(logged.resource().id()).isEqualTo(maskedId);
  }

  /** Neither the cut of a long text nor a text that is no name spoils or reveals anything. */
  @Test
  void holdsOnlyShortTextsAndNames() {
    DecisionLog log = log(true, 0);
    String address = "jane.doe@corp.example";
    offer(log, " ", "a type, in words", "x".repeat(250) + "/" + address, DENY);
    offer(log, "x" + "\uD83D\uDE00".repeat(30_000), "model", "y".repeat(60_000), DENY);
    for (MadeDecision made : taken(log)) {
      assertThat(made.subject().length() + made.resource().length()).isLessThan(600);
      assertThat(made.event().decision().resource().id()).doesNotContain("jane");
      assertThat(EventCodec.encode(made.event(), "/test").data()).isNotEmpty();
    }
    offer(log, " ", "a type, in words", "a", DENY);
    assertThat(new String(encoded(log), StandardCharsets.UTF_8))
        .contains("\"subject\":\"***\"", "\"type\":\"***\"")
        .doesNotContain("words");
  }

  /** The cut of a long text may leave half a character, which is not JSON. */
  @Test
  void rejectsHalfSurrogates() {
    String masked = Masked.id("x" + "\uD83D\uDE00".repeat(200));
    assertThat(masked).hasSize(259).endsWith("\uD83D\uDE00?...");
    assertThat(StrictJson.isStorable(masked)).isTrue();
  }

  private static byte[] encoded(DecisionLog log) {
    return EventCodec.encode(taken(log).getFirst().event(), "/test").data();
  }
}
