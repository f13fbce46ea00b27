package io.bailiwick.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.bailiwick.enforcer.check.Enforcer;
import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.model.BreakGlass;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Revision;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.Test;

/** The check over HTTP, fed by the real topics. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class EvaluationTest extends Checks {
  @Test
  void answersAsTheStandardHasIt() {
    check(jane, read())
        .then()
        .statusCode(200)
        .contentType("application/json")
        .header("X-Request-ID", equalTo("r-1"))
        .body("decision", equalTo(true))
        .body("context.evaluation_id", notNullValue())
        .body("context.revision", notNullValue())
        .body("context.stale", nullValue());
    check(jane, "{\"type\":\"model\",\"id\":\"acme/m\",\"properties\":{}}")
        .then()
        .statusCode(200)
        .body("decision", equalTo(true));
  }

  /** X4: the platform's own sign-in form takes a handle as people type it. */
  @Test
  void noSpellingOfAHandleIsAPersonalAccount() {
    String handle = "handle-of-" + jane.substring(4);
    String typed = "{\"type\":\"Account\",\"id\":\"" + handle + "\"}";
    for (String subject :
        List.of(
            handle,
            handle.toUpperCase(Locale.ROOT),
            "@" + handle,
            handle + "\\u200b",
            "acme",
            "Acme",
            "jane@acme.example")) {
      post(body(subject, "{\"name\":\"account.sign-in-by-password\"}", typed, ""))
          .then()
          .statusCode(200)
          .body("decision", equalTo(false))
          .body("context.reason", equalTo("invalid_request"));
    }
    post(body(
            "somebody",
            "{\"name\":\"repository.create\"}",
            "{\"type\":\"Model\",\"id\":\"" + handle + "/m\"}",
            ""))
        .then()
        .body("context.reason", equalTo("external_org_forbidden"));
  }

  /** X8: the personal account that administers an organization, while that is open to it. */
  @Test
  void theBreakGlassAccountIsLetInWhileTheDoorIsOpen() {
    Organization shut = organizationOf("initech").breakGlass(Optional.of(BreakGlass.named("ada")));
    send(Topics.ORGANIZATIONS, new OrganizationEvent.Created(shut));
    ada(shut, "external_org_forbidden");
    Organization open =
        shut.version(2)
            .lockedDown(Optional.of(now))
            .breakGlass(Optional.of(BreakGlass.named("ada").opened(Instant.now().plusSeconds(60))));
    send(Topics.ORGANIZATIONS, new OrganizationEvent.Updated(open));
    List<String> log = new CopyOnWriteArrayList<>();
    Handler handler = recording(log);
    Logger logger = Logger.getLogger(Enforcer.class.getName());
    logger.addHandler(handler);
    String write;
    String elsewhere;
    String byToken;
    String tooOld;
    try {
      write = ada(open, "allowed");
      elsewhere =
          post(body("ada", "{\"name\":\"token.create\"}", "{\"type\":\"a\",\"id\":\"x@y\\n\"}", ""))
              .path("context.evaluation_id");
      byToken = ada("\"session\":{\"token\":\"no.such.token\"}", "external_org_forbidden");
      tooOld = ada(open.version(99), "stale_projection");
    } finally {
      logger.removeHandler(handler);
    }
    String written =
        "Break-glass of initech, account \"ada\": \"repository.write\", \"model\" \"initech/m\","
            + " owner \"initech\", to \"\", session \"\"";
    assertThat(log)
        .containsExactly(
            written + " -> allowed (break-glass, repository.write (own)), evaluation_id " + write,
            "Break-glass of initech, account \"ada\": \"token.create\", \"a\" \"x***@y?\", owner"
                + " \"\", to \"\", session \"\" -> not_managed (personal account), evaluation_id "
                + elsewhere,
            written
                + ", by a token -> external_org_forbidden (personal account at a managed"
                + " organization), evaluation_id "
                + byToken,
            written + " -> stale_projection (at_least_as_fresh), evaluation_id " + tooOld);
    Organization over =
        open.version(3)
            .breakGlass(Optional.of(BreakGlass.named("ada").opened(Instant.now().minusSeconds(1))));
    send(Topics.ORGANIZATIONS, new OrganizationEvent.Updated(over));
    ada(over, "external_org_forbidden");
  }

  @Test
  void asksForSignInWithoutSessionFacts() {
    post(body(jane, "{\"name\":\"repository.read\"}", read(), ""))
        .then()
        .statusCode(200)
        .body("decision", equalTo(false))
        .body("context.reason", equalTo("sso_required"))
        .body("context.sign_in_url", equalTo("https://hub.example/sso/acme"));
    post(body(
            jane,
            "{\"name\":\"repository.read\"}",
            read(),
            "\"credential\":{\"type\":\"token\",\"id\":\"t\"}," + session()))
        .then()
        .body("context.reason", equalTo("sso_required"));
  }

  private static Handler recording(List<String> log) {
    return new Handler() {
      @Override
      public void publish(LogRecord line) {
        log.add(new PatternFormatter("%s").format(line));
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  private static String ada(Organization seen, String reason) {
    return ada("\"at_least_as_fresh\":\"" + Revision.of(seen).token() + "\"", reason);
  }

  private static String ada(String context, String reason) {
    return post(body(
            "ada",
            "{\"name\":\"repository.write\"}",
            "{\"type\":\"model\",\"id\":\"initech/m\",\"properties\":{\"visibility\":\"private\"}}",
            context))
        .then()
        .statusCode(200)
        .body("context.reason", equalTo(reason))
        .extract()
        .path("context.evaluation_id");
  }
}
