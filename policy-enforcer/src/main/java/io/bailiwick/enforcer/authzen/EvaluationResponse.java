package io.bailiwick.enforcer.authzen;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.bailiwick.enforcer.check.Enforcer.Answer;
import io.bailiwick.enforcer.decision.Decision;
import io.bailiwick.enforcer.decision.Explanation;
import io.bailiwick.enforcer.decision.Facts.Freshness;
import io.bailiwick.enforcer.decision.Policy;
import io.bailiwick.enforcer.decision.Reason;
import io.bailiwick.enforcer.decision.Remedy;
import io.bailiwick.enforcer.decision.Rule;
import io.bailiwick.enforcer.decision.Subject;
import io.bailiwick.enforcer.settings.BaseUrl;
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.bailiwick.enforcer.text.Language;
import io.bailiwick.enforcer.text.Languages;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Revision;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Writes a decision in AuthZEN's form (section 6.2), with Bailiwick's context. All but ids, names
 * and explanations is encoded once, because a generator of JSON costs more than the decision.
 */
@Singleton
class EvaluationResponse {
  private static final byte[] ALLOWED = ascii("{\"decision\":true,\"context\":{\"reason\":");
  private static final byte[] DENIED = ascii("{\"decision\":false,\"context\":{\"reason\":");
  private static final byte[] RULE = ascii(",\"rule\":");
  private static final byte[] ID = ascii(",\"evaluation_id\":\"");
  private static final byte[] REVISION = ascii("\",\"revision\":\"");
  private static final byte[] STALE = ascii(",\"stale\":true");
  private static final byte[] AGE = ascii(",\"age_seconds\":");
  private static final byte[] USER = ascii(",\"reason_user\":{\"403\":");
  private static final byte[] SIGN_IN = ascii(",\"sign_in_url\":");
  private static final byte[] FLAW =
      ascii("{\"decision\":false,\"context\":{\"error\":{\"status\":400,\"message\":");

  private static final Map<Reason, byte[]> REASONS = encoded(Reason.class, Reason::code);
  private static final Map<Rule, byte[]> RULES = encoded(Rule.class, Rule::code);

  private final Optional<BaseUrl> signInUrl;
  private final byte[] policyVersion;

  /** The texts for the person: by language, then by reason. */
  private final List<Map<Reason, byte[]>> userTexts;

  /** The last revision; the items of a batch mostly share it. No thread needs to see another's. */
  private @Nullable Written last;

  EvaluationResponse(EnforcerSettings settings, Policy policy, Languages languages) {
    this.signInUrl = settings.signInUrl();
    this.policyVersion = ascii("\",\"policy_version\":\"" + policy.version() + "\"");
    this.userTexts =
        languages.all().stream().map(language -> encoded(Reason.class, language::user)).toList();
  }

  private static <E extends Enum<E>> Map<E, byte[]> encoded(
      Class<E> type, Function<E, String> text) {
    Map<E, byte[]> texts = new EnumMap<>(type);
    for (E one : type.getEnumConstants()) {
      texts.put(one, StrictJson.write(text.apply(one)));
    }
    return texts;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /**
   * Writes an answer.
   *
   * @param ignored the unknown members of the request, for an explanation
   */
  void write(ByteArrayBuilder out, Answer answer, List<String> ignored, Language language) {
    Decision decision = answer.decision();
    out.write(decision instanceof Decision.Allow ? ALLOWED : DENIED);
    out.write(of(REASONS, decision.reason()));
    out.write(RULE);
    out.write(of(RULES, decision.by()));
    out.write(ID);
    out.write(ascii(answer.evaluationId()));
    Optional<Revision> revision = answer.facts().subject().flatMap(Subject::revision);
    if (revision.isPresent()) {
      out.write(REVISION);
      out.write(encoded(revision.get()));
    }
    out.write(policyVersion);
    if (decision.reason() != Reason.NOT_MANAGED && answer.facts().freshness() != Freshness.FRESH) {
      stale(out, answer);
    }
    if (decision instanceof Decision.Deny deny) {
      denied(out, deny, answer, language);
    }
    if (answer.explanation().isPresent()) {
      byte[] members = explanation(answer.explanation().get(), ignored, language);
      out.append(',');
      out.write(members, 1, members.length - 2);
    }
    out.appendTwoBytes('}' << 8 | '}');
  }

  private byte[] encoded(Revision revision) {
    Written known = last;
    if (known == null || !known.revision.equals(revision)) {
      known = new Written(revision, ascii(revision.token()));
      last = known;
    }
    return known.token;
  }

  /** Writes the deny of an item that is no evaluation (AuthZEN 1.0 section 7.2.1). */
  static void write(ByteArrayBuilder out, BadEvaluation bad) {
    out.write(FLAW);
    out.write(StrictJson.write(bad.getMessage()));
    out.appendThreeBytes('}' << 16 | '}' << 8 | '}');
  }

  private static void stale(ByteArrayBuilder out, Answer answer) {
    out.write(STALE);
    if (answer.age().toDays() < 365) {
      out.write(AGE);
      out.write(ascii(Long.toString(answer.age().toSeconds())));
    }
  }

  private void denied(ByteArrayBuilder out, Decision.Deny deny, Answer answer, Language language) {
    out.write(USER);
    Optional<Organization> organization = answer.facts().organization();
    // Without a session, the person may be anyone, even if the organization requires none here.
    Optional<Language.Named> named =
        answer.inSession() ? language.userNamed(deny.reason()) : Optional.empty();
    out.write(
        organization.isPresent() && named.isPresent()
            ? StrictJson.write(named.get().of(organization.get()))
            : of(userTexts.get(language.index()), deny.reason()));
    out.append('}');
    Optional<Subject> subject = answer.facts().subject();
    if (deny.signInHelps() && subject.isPresent() && signInUrl.isPresent()) {
      out.write(SIGN_IN);
      out.write(StrictJson.write(signInUrl.get().at(subject.get().organization())));
    }
  }

  private static <K> byte[] of(Map<K, byte[]> texts, K key) {
    return Objects.requireNonNull(texts.get(key));
  }

  /** Returns the explanation as members of an object. */
  private static byte[] explanation(
      Explanation explanation, List<String> ignored, Language language) {
    Decision decision = explanation.decision();
    String status = decision instanceof Decision.Allow ? "200" : "403";
    List<Remedy> changes = explanation.wouldAllow();
    return StrictJson.write(
        new Explained(
            Map.of(status, language.admin(decision, changes, ignored)),
            new Explained.Walk(
                explanation.steps().stream()
                    .map(
                        step ->
                            new Explained.Step(
                                step.rule().code(), step.outcome().word(), step.facts()))
                    .toList(),
                changes.stream()
                    .filter(change -> !change.need().isNothing())
                    .map(language::remedy)
                    .toList())));
  }

  /** A revision as answers have it. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Written(Revision revision, byte[] token) {}

  /** What an answer says to a caller who may have explanations. */
  private record Explained(
      @JsonProperty("reason_admin") Map<String, String> reasonAdmin, Walk explanation) {

    private record Walk(List<Step> rules, @JsonProperty("would_allow") List<String> wouldAllow) {}

    private record Step(String rule, String outcome, Object facts) {}
  }
}
