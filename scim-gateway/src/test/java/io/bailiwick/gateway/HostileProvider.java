package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.response.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;

/** Organizations whose providers can be made to lie. */
abstract class HostileProvider {
  static @Nullable Connected connected;

  Connected acme;

  /** One for all tests: making one takes a second. */
  @BeforeEach
  void connect() {
    if (connected == null) {
      connected = Connected.make("acme");
    }
    acme = connected;
  }

  @AfterAll
  static void close() {
    if (connected != null) {
      connected.close();
      connected = null;
    }
  }

  static ObjectNode eve() {
    return ScriptedIdp.person("s-eve", "eve");
  }

  void refused(Browser browser, Response response, int status, String check) {
    refused(acme, browser, response, status, check);
  }

  static void refused(Connected at, Browser browser, Response response, int status, String check) {
    String trace =
        response
            .then()
            .statusCode(status)
            .extract()
            .htmlPath()
            .getString("**.find { it.@id == 'trace' }");
    Tenant.operator()
        .get("/organizations/" + at.id() + "/sign-in-traces/" + trace)
        .then()
        .statusCode(200)
        .body("check", equalTo(check));
    assertThat(browser.hasSession()).isFalse();
    at.tenant()
        .scim()
        .get("/Users?filter=userName eq \"eve\"")
        .then()
        .body("totalResults", equalTo(0));
  }
}
