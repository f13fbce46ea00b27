package io.bailiwick.enforcer.authzen;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.bailiwick.enforcer.check.Enforcer.Answer;
import io.bailiwick.enforcer.decision.Decision;
import io.bailiwick.enforcer.decision.Facts.Freshness;
import io.bailiwick.enforcer.decision.Reason;
import io.bailiwick.enforcer.decision.Subject;
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Revision;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** Writes a decision in AuthZEN's form (section 6.2), with Bailiwick's context. */
@Singleton
class EvaluationResponse {
  private final Optional<String> signInUrl;

  EvaluationResponse(EnforcerSettings settings) {
    this.signInUrl = settings.signInUrl().map(url -> url.replaceAll("/$", "") + "/");
  }

  /**
   * Writes an answer.
   *
   * @param explained whether the caller requested the administrator's reason and may see it
   * @param ignored the unknown members of the request, for that reason
   */
  byte[] write(Answer answer, boolean explained, List<String> ignored) {
    ByteArrayBuilder out = new ByteArrayBuilder(512);
    try (JsonGenerator json = StrictJson.mapper().createGenerator(out)) {
      write(json, answer, explained, ignored);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Writes an answer as one of several. */
  void write(JsonGenerator json, Answer answer, boolean explained, List<String> ignored)
      throws IOException {
    json.writeStartObject();
    json.writeBooleanField("decision", answer.decision() instanceof Decision.Allow);
    json.writeObjectFieldStart("context");
    context(
        json,
        answer,
        explained,
        ignored.isEmpty() ? "" : ". Unknown and therefore ignored: " + String.join(", ", ignored));
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

  private void context(JsonGenerator json, Answer answer, boolean explained, String ignored)
      throws IOException {
    Reason reason = answer.decision().reason();
    json.writeStringField("reason", reason.code());
    json.writeStringField("evaluation_id", answer.evaluationId());
    Optional<Subject> subject = answer.facts().subject();
    if (subject.isPresent() && subject.get().identityVersion() > 0) {
      json.writeStringField(
          "revision",
          new Revision(Revision.Kind.IDENTITY, subject.get().id(), subject.get().identityVersion())
              .token());
    }
    if (reason != Reason.NOT_MANAGED && answer.facts().freshness() != Freshness.FRESH) {
      json.writeBooleanField("stale", true);
      if (answer.age().toDays() < 365) {
        json.writeNumberField("age_seconds", answer.age().toSeconds());
      }
    }
    if (answer.decision() instanceof Decision.Deny deny) {
      denied(json, deny, subject, explained, ignored);
    } else if (explained) {
      reasonAdmin(json, "200", answer.decision().rule() + ignored);
    }
  }

  private void denied(
      JsonGenerator json,
      Decision.Deny deny,
      Optional<Subject> subject,
      boolean explained,
      String ignored)
      throws IOException {
    json.writeObjectFieldStart("reason_user");
    json.writeStringField("403", deny.reason().text());
    json.writeEndObject();
    if (explained) {
      reasonAdmin(
          json,
          "403",
          "Denied by: "
              + deny.rule()
              + ". Would allow it: "
              + deny.remedy().replaceAll("\\.$", "")
              + ignored
              + ".");
    }
    if (deny.signInHelps() && subject.isPresent() && signInUrl.isPresent()) {
      json.writeStringField("sign_in_url", signInUrl.get() + subject.get().organization());
    }
  }

  private static void reasonAdmin(JsonGenerator json, String status, String text)
      throws IOException {
    json.writeObjectFieldStart("reason_admin");
    json.writeStringField(status, text);
    json.writeEndObject();
  }
}
