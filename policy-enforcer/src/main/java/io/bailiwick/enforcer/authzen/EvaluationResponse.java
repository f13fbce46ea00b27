package io.bailiwick.enforcer.authzen;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
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
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.bailiwick.enforcer.text.Language;
import io.bailiwick.enforcer.text.Languages;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Revision;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes a decision in AuthZEN's form (section 6.2), with Bailiwick's context. The texts that do
 * not depend on the question are encoded once.
 */
@Singleton
class EvaluationResponse {
  private static final Map<Reason, SerializableString> REASONS =
      encoded(Reason.class, Reason::code);
  private static final Map<Rule, SerializableString> RULES = encoded(Rule.class, Rule::code);

  private final Optional<String> signInUrl;
  private final SerializableString policyVersion;

  /** The texts for the person: by language, then by reason. */
  private final List<Map<Reason, SerializableString>> userTexts;

  EvaluationResponse(EnforcerSettings settings, Policy policy, Languages languages) {
    this.signInUrl = settings.signInUrl().map(url -> url.replaceAll("/$", "") + "/");
    this.policyVersion = new SerializedString(policy.version());
    this.userTexts =
        languages.all().stream().map(language -> encoded(Reason.class, language::user)).toList();
  }

  private static <E extends Enum<E>> Map<E, SerializableString> encoded(
      Class<E> type, Function<E, String> text) {
    Map<E, SerializableString> texts = new EnumMap<>(type);
    for (E one : type.getEnumConstants()) {
      texts.put(one, new SerializedString(text.apply(one)));
    }
    return texts;
  }

  /**
   * Writes an answer.
   *
   * @param ignored the unknown members of the request, for an explanation
   */
  byte[] write(Answer answer, List<String> ignored, Language language) {
    ByteArrayBuilder out = new ByteArrayBuilder(512);
    try (JsonGenerator json = StrictJson.mapper().createGenerator(out)) {
      write(json, answer, ignored, language);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Writes an answer as one of several. */
  void write(JsonGenerator json, Answer answer, List<String> ignored, Language language)
      throws IOException {
    json.writeStartObject();
    json.writeBooleanField("decision", answer.decision() instanceof Decision.Allow);
    json.writeObjectFieldStart("context");
    context(json, answer, language);
    if (answer.explanation().isPresent()) {
      explanation(json, answer.explanation().get(), ignored, language);
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  /** Writes the deny of an item that is no evaluation (AuthZEN 1.0 section 7.2.1). */
  static void write(JsonGenerator json, BadEvaluation bad) throws IOException {
    json.writeStartObject();
    json.writeBooleanField("decision", false);
    json.writeObjectFieldStart("context");
    json.writeObjectFieldStart("error");
    json.writeNumberField("status", 400);
    json.writeStringField("message", bad.getMessage());
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  private void context(JsonGenerator json, Answer answer, Language language) throws IOException {
    Decision decision = answer.decision();
    Reason reason = decision.reason();
    json.writeFieldName("reason");
    json.writeString(REASONS.get(reason));
    json.writeFieldName("rule");
    json.writeString(RULES.get(decision.by()));
    json.writeStringField("evaluation_id", answer.evaluationId());
    Optional<Subject> subject = answer.facts().subject();
    if (subject.isPresent() && subject.get().identityVersion() > 0) {
      json.writeStringField(
          "revision",
          new Revision(Revision.Kind.IDENTITY, subject.get().id(), subject.get().identityVersion())
              .token());
    }
    json.writeFieldName("policy_version");
    json.writeString(policyVersion);
    if (reason != Reason.NOT_MANAGED && answer.facts().freshness() != Freshness.FRESH) {
      json.writeBooleanField("stale", true);
      if (answer.age().toDays() < 365) {
        json.writeNumberField("age_seconds", answer.age().toSeconds());
      }
    }
    if (decision instanceof Decision.Deny deny) {
      denied(json, deny, answer, language);
    }
  }

  private void denied(JsonGenerator json, Decision.Deny deny, Answer answer, Language language)
      throws IOException {
    json.writeObjectFieldStart("reason_user");
    json.writeFieldName("403");
    Optional<Organization> organization = answer.facts().organization();
    Optional<Language.Named> named = language.userNamed(deny.reason());
    if (organization.isPresent() && named.isPresent()) {
      json.writeString(named.get().of(organization.get()));
    } else {
      json.writeString(userTexts.get(language.index()).get(deny.reason()));
    }
    json.writeEndObject();
    Optional<Subject> subject = answer.facts().subject();
    if (deny.signInHelps() && subject.isPresent() && signInUrl.isPresent()) {
      json.writeStringField("sign_in_url", signInUrl.get() + subject.get().organization());
    }
  }

  private static void explanation(
      JsonGenerator json, Explanation explanation, List<String> ignored, Language language)
      throws IOException {
    Decision decision = explanation.decision();
    List<Remedy> changes = explanation.wouldAllow();
    json.writeObjectFieldStart("reason_admin");
    json.writeStringField(
        decision instanceof Decision.Allow ? "200" : "403",
        language.admin(decision, changes, ignored));
    json.writeEndObject();
    json.writeObjectFieldStart("explanation");
    json.writeArrayFieldStart("rules");
    for (Explanation.Step step : explanation.steps()) {
      json.writeStartObject();
      json.writeStringField("rule", step.rule().code());
      json.writeStringField("outcome", step.outcome().word());
      json.writePOJOField("facts", step.facts());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("would_allow");
    for (Remedy change : changes) {
      if (!change.need().isNothing()) {
        json.writeString(language.remedy(change));
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
