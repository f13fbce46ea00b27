package io.bailiwick.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.bailiwick.enforcer.decision.Policy;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an answer says beside the decision, and in which language. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class ExplanationOverHttpTest extends Checks {
  private static final String PUBLIC =
      "{\"type\":\"model\",\"id\":\"acme/m\",\"properties\":{\"visibility\":\"public\"}}";
  private static final String FOREIGN =
      "{\"type\":\"model\",\"id\":\"globex/m\",\"properties\":{\"visibility\":\"private\"}}";

  private static final String ENGLISH =
      "Your account is managed by acme and cannot make content public.";
  private static final String GERMAN =
      "Ihr Konto wird von acme verwaltet und kann keine Inhalte veröffentlichen.";

  private final String token =
      EnforcerServers.issuer().token("platform", "bailiwick.check", Duration.ofMinutes(5));

  @Inject Policy policy;

  @Test
  void everyAnswerNamesItsRuleAndThePolicy() {
    String version = policy.version();
    check(jane, read())
        .then()
        .body("context.rule", equalTo("conditions"))
        .body("context.policy_version", equalTo(version));
    check(jane, FOREIGN)
        .then()
        .body("context.reason", equalTo("external_collaboration_forbidden"))
        .body("context.rule", equalTo("conditions"))
        .body("context.policy_version", equalTo(version));
    post(body("ada", "{\"name\":\"repository.read\"}", FOREIGN.replace("globex", "squad"), ""))
        .then()
        .body("context.reason", equalTo("not_managed"))
        .body("context.rule", equalTo("personal"))
        .body("context.revision", nullValue())
        .body("context.policy_version", equalTo(version));
    post(body(jane, "{\"name\":\"repository.read\"}", read(), ""))
        .then()
        .body("context.rule", equalTo("authentication"));
    assertThat(version).matches("[0-9]+-[0-9a-f]{12}");
  }

  @Test
  void anExplanationTellsEachRule() {
    String body = body(jane, "{\"name\":\"repository.create\"}", PUBLIC, session());
    post(body.replace("\"context\":{", "\"context\":{\"explain\":true,"))
        .then()
        .body("context.explanation", nullValue())
        .body("context.reason_admin", nullValue());
    String conditions = "context.explanation.rules.find{it.rule=='conditions'}";
    explained(body)
        .then()
        .body("context.reason_user.403", equalTo(ENGLISH))
        .body("context.reason_admin.403", startsWith("The action would make something public."))
        .body("context.reason_admin.403", containsString("Denied by: repository.create (own)."))
        .body("context.explanation.rules[0].rule", equalTo("question"))
        .body("context.explanation.rules[0].outcome", equalTo("passed"))
        .body("context.explanation.rules.last().rule", equalTo("conditions"))
        .body(conditions + ".outcome", equalTo("denied"))
        .body(conditions + ".facts.role", equalTo("contributor"))
        .body(conditions + ".facts.counts_as_public", equalTo(true))
        .body(
            "context.explanation.would_allow",
            contains("The organization's limit publicContent=ORGANIZATION_SETTING."));
    explained(body(jane, "{\"name\":\"repository.create\"}", FOREIGN, session()))
        .then()
        .body("context.explanation.would_allow", equalTo(List.of()))
        .body("context.reason_admin.403", containsString("Nothing: it leaves the organization."));
    explained(body.replace("public", "private"))
        .then()
        .body("decision", equalTo(true))
        .body("context.explanation.rules.last().outcome", equalTo("allowed"))
        .body("context.explanation.would_allow", equalTo(List.of()));
  }

  /** A revision that does not come is a deny of the enforcer, before the policy's rules. */
  @Test
  void aCheckThatDidNotWaitLongEnoughIsExplained() {
    explained(
            body(
                jane,
                "{\"name\":\"repository.read\"}",
                read(),
                session() + ",\"at_least_as_fresh\":\"" + unreached() + "\""))
        .then()
        .body("context.reason", equalTo("stale_projection"))
        .body("context.rule", equalTo("at_least_as_fresh"))
        .body("context.explanation.rules.rule", contains("at_least_as_fresh"))
        .body("context.explanation.would_allow", hasItem(containsString("revision")));
  }

  /** Ahead of the web framework and within it, the same request has the same language. */
  @ParameterizedTest(name = "locale {0}, Accept-Language {1}: {2}")
  @CsvSource({
    "          ,               , en,",
    "          , de            , de, de",
    "          , 'fr, de;q=0.4', de, de",
    "          , fr            , en, en",
    "          , ';;;'         , en, en",
    "'\"de\"'  ,               , de,",
    "'\"de-CH\"', en           , de, de",
    "'\"fr\"'  , de            , en, en",
    "'\"d_e\"' , de            , de, de",
    "7         , de            , de, de",
    "'[\"de\"]',               , en,",
    "null      , de            , de, de"
  })
  void theTextIsInTheLanguageOfThePerson(
      @Nullable String locale,
      @Nullable String acceptLanguage,
      String language,
      @Nullable String contentLanguage) {
    String context = session() + (locale == null ? "" : ",\"locale\":" + locale);
    String body = body(jane, "{\"name\":\"repository.create\"}", PUBLIC, context);
    for (String accept : List.of("*/*", "*/*", "application/json;q=0.9")) {
      RequestSpecification request = asking(accept);
      if (acceptLanguage != null) {
        request.header("Accept-Language", acceptLanguage);
      }
      request
          .body(body)
          .post("/access/v1/evaluation")
          .then()
          .statusCode(200)
          .header("Content-Language", contentLanguage)
          .body("context.reason_user.403", equalTo(language.equals("de") ? GERMAN : ENGLISH));
    }
  }

  @Test
  void eachItemOfABatchHasItsLanguage() {
    String german = "{\"context\":{\"locale\":\"de\"," + session() + "}}";
    batch("", german, "{}").body("evaluations.context.reason_user.403", contains(GERMAN, ENGLISH));
    batch("de", german, "{}")
        .body("evaluations.context.reason_user.403", everyItem(equalTo(GERMAN)))
        .header("Content-Language", "de");
    batch("en", german, "{}")
        .body("evaluations.context.reason_user.403", contains(GERMAN, ENGLISH))
        .header("Content-Language", nullValue());
  }

  @Test
  void theAdministratorReadsTheLanguageToo() {
    explained(
            body(
                jane,
                "{\"name\":\"repository.create\"}",
                PUBLIC,
                session() + ",\"locale\":\"de\",\"sesion\":1"))
        .then()
        .body("context.reason_user.403", equalTo(GERMAN))
        .body("context.reason_admin.403", startsWith("Die Aktion würde etwas veröffentlichen."))
        .body("context.reason_admin.403", containsString("nicht beachtet: context.sesion."))
        .body(
            "context.explanation.would_allow",
            contains("Die Grenze publicContent=ORGANIZATION_SETTING der Organisation."));
  }

  private ValidatableResponse batch(String acceptLanguage, String... items) {
    String defaults = body(jane, "{\"name\":\"repository.create\"}", PUBLIC, session());
    RequestSpecification request = asking("*/*");
    if (!acceptLanguage.isEmpty()) {
      request.header("Accept-Language", acceptLanguage);
    }
    return request
        .body("{\"evaluations\":[" + String.join(",", items) + "]," + defaults.substring(1))
        .post("/access/v1/evaluations")
        .then()
        .statusCode(200);
  }

  private RequestSpecification asking(String accept) {
    return io.restassured.RestAssured.given()
        .header("Authorization", "Bearer " + token)
        .contentType(ContentType.JSON)
        .accept(accept);
  }

  private String unreached() {
    return new io.bailiwick.model.Revision(io.bailiwick.model.Revision.Kind.IDENTITY, jane, 99)
        .token();
  }
}
