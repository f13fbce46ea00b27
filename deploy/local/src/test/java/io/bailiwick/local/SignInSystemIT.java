package io.bailiwick.local;

import static io.bailiwick.local.RunningSystem.example;
import static io.bailiwick.local.RunningSystem.mia;
import static io.bailiwick.local.RunningSystem.state;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.AriaRole;
import io.bailiwick.check.Caller;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/** Signing in through a real identity provider, over plain HTTP and in a real browser. */
@Order(2)
@ExtendWith(SharedSystem.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SignInSystemIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  @Test
  @Order(1)
  void theWholeWayOfAPerson() throws Exception {
    DemoSignIn demo = mia();
    try (FormBrowser browser = new FormBrowser()) {
      JsonNode me = demo.signIn(browser);
      String id = me.path("account").asText();
      assertThat(me.path("decision").asBoolean()).as(me.toString()).isTrue();
      assertThat(me.path("handle").asText()).isEqualTo("mia-acme");
      JsonNode account = demo.account(id, "SIGN_IN_MAPPING");
      assertThat(account.path("role").asText()).isEqualTo("write");
      assertThat(account.at("/roleExplanation/value").asText()).isEqualTo("engineers");

      assertThat(demo.push()).isEqualTo(id);
      assertThat(demo.count()).isEqualTo(1);
      demo.promote(id);
      assertThat(demo.account(id, "SCIM_ROLES").path("role").asText()).isEqualTo("admin");

      assertThat(demo.refusedAfterDeactivation(browser, id)).isLessThan(Duration.ofSeconds(5));
      FormBrowser.Page refused =
          browser.signIn(example() + "/sign-in?organization=acme", "mia", DemoRealm.PASSWORD);
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.body()).contains("Ask the administrator of Acme", "Trace number");
      demo.active(id, true);
      assertThat(demo.signIn(browser).path("decision").asBoolean()).isTrue();
    }
  }

  /** OpenID Connect Back-Channel Logout, told by the real provider. */
  @Test
  @Order(2)
  void signingOutAtTheIdentityProviderEndsThePlatformsSession() throws Exception {
    DemoSignIn demo = mia();
    try (FormBrowser browser = new FormBrowser()) {
      assertThat(demo.signIn(browser).path("decision").asBoolean()).isTrue();
      FormBrowser.Page confirm =
          browser.open(
              state().identityProvider().orElseThrow() + "acme/protocol/openid-connect/logout");
      String code = between(confirm.body(), "name=\"session_code\" value=\"", "\"");
      browser.submit(confirm, Map.of("session_code", code, "confirmLogout", "Logout"));
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(demo.me(browser).path("reason").asText())
                      .isEqualTo("session_revoked"));
    }
  }

  private static String between(String text, String before, String after) {
    int start = text.indexOf(before) + before.length();
    return text.substring(start, text.indexOf(after, start));
  }

  /** A change of settings reaches the accounts that there are, without anybody signing in. */
  @Test
  @Order(3)
  void changedMappingsAreAppliedToThoseWhoSignedIn() throws Exception {
    DemoSignIn demo = mia();
    Caller operator = Caller.json(state().gateway(), state().operatorToken());
    try (FormBrowser browser = new FormBrowser()) {
      browser.signIn(example() + "/sign-in?organization=globex", "mia", DemoRealm.PASSWORD);
      String id = demo.me(browser).path("account").asText();
      assertThat(demo.account(id, "SIGN_IN_MAPPING").path("role").asText()).isEqualTo("write");
      Map<String, Object> patch =
          Map.of(
              "signIn",
              Map.of(
                  "roleMapping",
                  Map.of(
                      "rules",
                      List.of(
                          Map.of("value", "owners", "role", "admin"),
                          Map.of("value", "engineers", "role", "read")))));
      JsonNode preview =
          operator.post("/organizations/globex/mappings/preview", patch).expect(200).body();
      assertThat(preview.at("/changes/0/id").asText()).isEqualTo(id);
      assertThat(preview.at("/changes/0/to/role").asText()).isEqualTo("read");
      operator.patch("/organizations/globex", patch).expect(200);
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(demo.account(id, "SIGN_IN_MAPPING").path("role").asText())
                      .isEqualTo("read"));
    }
  }

  static boolean hasChromium() {
    return CHROMIUM.toFile().canExecute();
  }

  /** In Debian's Chromium, wide and narrow; the pages are left in target/pages to be looked at. */
  @Test
  @Order(4)
  @EnabledIf("hasChromium")
  void inARealBrowser() throws IOException {
    try (Playwright playwright =
            Playwright.create(
                new Playwright.CreateOptions()
                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser =
            playwright
                .chromium()
                .launch(
                    new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(
                            List.of(
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")))) {
      signIn(browser, "wide", 1280, 800);
      signIn(browser, "narrow", 360, 740);
    }
  }

  private static void signIn(Browser browser, String name, int width, int height) {
    List<String> complaints = new ArrayList<>();
    try (BrowserContext context =
        browser.newContext(new Browser.NewContextOptions().setViewportSize(width, height))) {
      Page page = context.newPage();
      page.onConsoleMessage(
          message -> {
            if (message.type().equals("error") && message.location().contains(state().gateway())) {
              complaints.add(message.text());
            }
          });
      page.navigate(example());
      page.getByRole(AriaRole.LINK).click();
      page.getByLabel("Organization or handle").fill("nobody-here");
      page.getByRole(AriaRole.BUTTON).click();
      assertThat(page.getByRole(AriaRole.ALERT).textContent()).contains("no organization");
      shot(page, name + "-start");
      page.getByLabel("Organization or handle").fill("boss-acme");
      page.getByRole(AriaRole.BUTTON).click();
      page.getByLabel("Username").fill("boss");
      page.locator("#password").fill(DemoRealm.PASSWORD);
      page.locator("#kc-login").click();
      page.waitForURL(example() + "/me");
      assertThat(page.locator("h1").textContent()).isEqualTo("You are boss-acme");
      assertThat(page.locator("#read").textContent()).isEqualTo("You may.");
      assertThat(page.locator("#publish").textContent()).contains("cannot make content public");

      page.navigate(state().gateway() + "/sso/acme/callback?code=x&state=y");
      assertThat(page.locator("#trace").textContent()).matches("[0-9A-Z]{5}-[0-9A-Z]{5}");
      shot(page, name + "-refused");
      page.navigate(state().gateway() + "/oauth2/end-session");
      page.getByRole(AriaRole.BUTTON).click();
      assertThat(page.locator("h1").textContent()).isEqualTo("You are signed out");
      shot(page, name + "-signed-out");

      page.navigate(example() + "/sign-in?organization=acme");
      page.waitForURL(example() + "/me");
      page.getByRole(AriaRole.BUTTON).click();
      page.waitForURL(example() + "/");
      page.navigate(example() + "/me");
      assertThat(page.url()).isEqualTo(example() + "/");
      page.navigate(state().gateway() + "/oauth2/end-session");
      assertThat(page.locator("h1").textContent()).isEqualTo("You are signed out");
      assertThat(complaints.stream().filter(text -> text.contains("Content Security Policy")))
          .isEmpty();
    }
  }

  private static void shot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(Path.of("target", "pages", name + ".png")));
    Object overflow = page.evaluate("document.documentElement.scrollWidth > window.innerWidth");
    assertThat(overflow).as(name + " scrolls sideways").isEqualTo(false);
  }
}
