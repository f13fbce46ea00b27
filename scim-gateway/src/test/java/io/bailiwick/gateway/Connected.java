package io.bailiwick.gateway;

import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** An organization with an enabled connection to a scripted identity provider. */
record Connected(Tenant tenant, ScriptedIdp idp, String connection) implements AutoCloseable {

  static Connected make(String name) {
    return make(name, Map.of());
  }

  static Connected make(String name, Map<String, Object> settings) {
    Tenant tenant = Tenant.make(name);
    ScriptedIdp idp = ScriptedIdp.start();
    String connection = draft(tenant, idp, settings);
    test(tenant, connection, idp, ScriptedIdp.person("tester", "tester")).then().statusCode(200);
    Tenant.operator()
        .post(path(tenant) + "/" + connection + "/enable")
        .then()
        .statusCode(200)
        .body("status", equalTo("ENABLED"));
    return new Connected(tenant, idp, connection);
  }

  static String draft(Tenant tenant, ScriptedIdp idp, Map<String, Object> settings) {
    Map<String, Object> body = new HashMap<>(settings);
    body.put("issuer", idp.issuer());
    body.put("clientId", ScriptedIdp.CLIENT);
    body.putIfAbsent("clientSecret", ScriptedIdp.SECRET);
    return Tenant.operator()
        .body(body)
        .post(path(tenant))
        .then()
        .statusCode(201)
        .body("status", equalTo("DRAFT"))
        .extract()
        .path("id");
  }

  static io.restassured.response.Response test(
      Tenant tenant, String connection, ScriptedIdp idp, ObjectNode person) {
    String url =
        Tenant.operator()
            .post(path(tenant) + "/" + connection + "/test")
            .then()
            .statusCode(200)
            .extract()
            .path("url");
    Browser browser = new Browser();
    URI authorization =
        URI.create(browser.get(url).then().statusCode(303).extract().header("Location"));
    return browser.back(tenant.id(), authorization, idp.code(authorization, person));
  }

  static String path(Tenant tenant) {
    return "/organizations/" + tenant.id() + "/connections";
  }

  String id() {
    return tenant.id();
  }

  /** Changes the organization's settings. */
  void settings(Map<String, Object> patch) {
    Tenant.operator().body(patch).patch("/organizations/" + id()).then().statusCode(200);
  }

  @Override
  public void close() {
    idp.close();
  }
}
