package io.bailiwick.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.check.Caller;
import io.bailiwick.check.Caller.Answer;
import io.bailiwick.json.StrictJson;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * The sign-in part of the demo: mia of acme signs in at the identity provider's own form, and is
 * then pushed, promoted and deactivated by SCIM.
 */
final class DemoSignIn {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String PERSON = "mia";

  private final Caller scim;
  private final Caller worker;
  private final String example;
  private final String externalId = DemoRealm.id("acme", PERSON);

  DemoSignIn(Caller scim, Caller worker, String example) {
    this.scim = scim;
    this.worker = worker;
    this.example = example;
  }

  /**
   * Runs this part and reports the result of each step.
   *
   * @param rounds the number of times that the person is deactivated and reactivated
   * @param expect receives whether a result is as expected, and its description otherwise
   */
  void play(int rounds, BiConsumer<Boolean, String> expect)
      throws IOException, InterruptedException {
    if (count() > 0) {
      System.out.println(
          "   left out: mia has signed in here already; restart up, and it is played");
      return;
    }
    try (FormBrowser browser = new FormBrowser()) {
      JsonNode me = signIn(browser);
      String id = me.path("account").asText();
      JsonNode account = account(id, "SIGN_IN_MAPPING");
      System.out.println("   just in time: " + me);
      System.out.println(
          "   role "
              + account.path("role").asText()
              + " because of "
              + account.path("roleExplanation"));
      expect.accept(account.path("role").asText().equals("write"), "engineers should have write");
      expect.accept(me.path("decision").asBoolean(), "a member should be allowed to read");
      expect.accept(push().equals(id) && count() == 1, "SCIM should adopt the same person");
      System.out.println("   pushed by SCIM afterwards: adopted, the same id, one account");
      promote(id);
      System.out.println("   role by SCIM: " + account(id, "SCIM_ROLES").path("role").asText());
      leaveAndReturn(browser, id, rounds, expect);
    }
  }

  private void leaveAndReturn(
      FormBrowser browser, String id, int rounds, BiConsumer<Boolean, String> expect)
      throws IOException, InterruptedException {
    Latencies refused = new Latencies();
    Latencies signIns = new Latencies();
    for (int round = 0; round < rounds; round++) {
      refused.add(refusedAfterDeactivation(browser, id));
      active(id, true);
      Instant began = Instant.now();
      signIn(browser);
      signIns.add(Duration.between(began, Instant.now()));
    }
    System.out.println("   deactivated, 200 -> the platform's session refused: " + refused);
    System.out.println("   signing in again, all redirects and the check: " + signIns);
    expect.accept(refused.percentile(1).toMillis() < 1000, "slower than promised");
  }

  /**
   * Signs in at the platform: with the login form the first time, with the provider's session
   * later.
   */
  JsonNode signIn(FormBrowser browser) throws IOException, InterruptedException {
    FormBrowser.Page page =
        browser.signIn(example + "/sign-in?organization=acme", PERSON, DemoRealm.PASSWORD);
    if (page.status() != 200) {
      throw new IllegalStateException("the sign-in ended at " + page.uri() + ": " + page.status());
    }
    return me(browser);
  }

  /** Returns the platform's description of the signed-in person, based on a new check. */
  JsonNode me(FormBrowser browser) throws IOException, InterruptedException {
    return StrictJson.mapper().readTree(browser.open(example + "/me?json").body());
  }

  /** Returns the account once it has a role from a source. */
  JsonNode account(String id, String source) throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      Answer answer = worker.get("/accounts/" + id);
      if (answer.body().at("/roleExplanation/source").asText().equals(source)) {
        return answer.body();
      }
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException("no account with a role of " + source);
      }
      Thread.sleep(20);
    }
  }

  /** Pushes the person as the identity provider's SCIM client would; returns the id. */
  String push() throws IOException, InterruptedException {
    return scim.post(
            "/Users",
            Map.of(
                "userName",
                "mia@acme.example",
                "externalId",
                externalId,
                "displayName",
                "Mia of SCIM"))
        .expect(201)
        .body()
        .get("id")
        .textValue();
  }

  /** Gives a role by SCIM. */
  void promote(String id) throws IOException, InterruptedException {
    patch(id, "roles", List.of(Map.of("value", "admin", "primary", true)));
  }

  /** Deactivates or reactivates; returns when the gateway has acknowledged it. */
  void active(String id, boolean active) throws IOException, InterruptedException {
    patch(id, "active", active);
  }

  private void patch(String id, String path, Object value)
      throws IOException, InterruptedException {
    scim.patch(
            "/Users/" + id,
            Map.of("Operations", List.of(Map.of("op", "replace", "path", path, "value", value))))
        .expect(200);
  }

  /** Returns the number of users that are this person. */
  int count() throws IOException, InterruptedException {
    return scim.get("/Users?filter=externalId%20eq%20%22" + externalId + "%22")
        .expect(200)
        .body()
        .get("totalResults")
        .asInt();
  }

  /**
   * Returns the time from the acknowledged deactivation to the platform's first rejection of the
   * session.
   */
  Duration refusedAfterDeactivation(FormBrowser browser, String id)
      throws IOException, InterruptedException {
    await(browser, true);
    active(id, false);
    Instant acknowledged = Instant.now();
    await(browser, false);
    return Duration.between(acknowledged, Instant.now());
  }

  private void await(FormBrowser browser, boolean decision)
      throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (me(browser).path("decision").asBoolean() != decision) {
      if (Instant.now().isAfter(deadline)) {
        throw new IllegalStateException("the platform's answer does not become " + decision);
      }
    }
  }
}
