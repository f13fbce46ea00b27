package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.response.Response;
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
    assertThat(test(tenant, connection, idp, ScriptedIdp.person("tester", "tester")).statusCode())
        .isEqualTo(200);
    String path = path(tenant) + "/" + connection + "/enable";
    JsonNode enabled = Calls.body(200, () -> Calls.operator().post(path, Map.of()));
    assertThat(enabled.get("status").textValue()).isEqualTo("ENABLED");
    return new Connected(tenant, idp, connection);
  }

  static String draft(Tenant tenant, ScriptedIdp idp, Map<String, Object> settings) {
    Map<String, Object> body = new HashMap<>(settings);
    body.put("issuer", idp.issuer());
    body.put("clientId", ScriptedIdp.CLIENT);
    body.putIfAbsent("clientSecret", ScriptedIdp.SECRET);
    JsonNode draft = Calls.body(201, () -> Calls.operator().post(path(tenant), body));
    assertThat(draft.get("status").textValue()).isEqualTo("DRAFT");
    return draft.get("id").textValue();
  }

  static Response test(Tenant tenant, String connection, ScriptedIdp idp, ObjectNode person) {
    String path = path(tenant) + "/" + connection + "/test";
    String url =
        Calls.body(200, () -> Calls.operator().post(path, Map.of())).get("url").textValue();
    Browser browser = new Browser();
    URI authorization = Browser.next(browser.get(url));
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
    Calls.body(200, () -> Calls.operator().patch("/organizations/" + id(), patch));
  }

  @Override
  public void close() {
    idp.close();
  }
}
