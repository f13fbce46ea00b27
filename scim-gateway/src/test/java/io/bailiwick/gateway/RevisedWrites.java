package io.bailiwick.gateway;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The writes that have an event, by their endpoints, in an order in which each finds its target.
 */
class RevisedWrites extends PlatformService {
  static final String ORGANIZATION = WriteEndpoints.ORGANIZATION;
  static final String SCIM = WriteEndpoints.SCIM;
  static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

  final Map<String, Supplier<Response>> writes = new LinkedHashMap<>();
  String jane = "";
  String group = "";

  RevisedWrites() {
    scim();
    administration();
    signIn();
  }

  void scim() {
    writes.put(
        "POST " + SCIM + "/Users",
        () -> {
          Response created = scim(Map.of("userName", "mary")).post("/Users");
          jane = created.path("id");
          return created;
        });
    writes.put(
        "PUT " + SCIM + "/Users/{id}",
        () -> scim(Map.of("userName", "mary", "active", false)).put("/Users/" + jane));
    writes.put(
        "PATCH " + SCIM + "/Users/{id}",
        () -> acme.tenant().patch(jane, "replace", "active", true));
    writes.put(
        "POST " + SCIM + "/Groups",
        () -> {
          Response created = scim(members("a")).post("/Groups");
          group = created.path("id");
          return created;
        });
    writes.put(
        "PUT " + SCIM + "/Groups/{id}",
        () -> scim(Map.of("displayName", "a")).put("/Groups/" + group));
    writes.put(
        "PATCH " + SCIM + "/Groups/{id}",
        () ->
            scim(Map.of(
                    "Operations",
                    List.of(
                        Map.of(
                            "op",
                            "add",
                            "path",
                            "members",
                            "value",
                            List.of(Map.of("value", jane))))))
                .patch("/Groups/" + group));
    writes.put(
        "DELETE " + SCIM + "/Groups/{id}", () -> acme.tenant().scim().delete("/Groups/" + group));
    writes.put("POST " + SCIM + "/Bulk", () -> bulk(3));
    writes.put(
        "DELETE " + SCIM + "/Users/{id}", () -> acme.tenant().scim().delete("/Users/" + jane));
  }

  void administration() {
    operator("POST", "/organizations", "", Map.of("id", "made-" + UUID.randomUUID()));
    operator("PATCH", ORGANIZATION, "", Map.of());
    resourceGroups();
    operator("POST", ORGANIZATION, "/lockdown", null);
    operator("DELETE", ORGANIZATION, "/lockdown", null);
    operator("PUT", ORGANIZATION, "/break-glass", Map.of("account", "ada"));
    operator("POST", ORGANIZATION, "/break-glass/recovery-code", null);
    operator("POST", ORGANIZATION, "/break-glass/shut", null);
    operator("DELETE", ORGANIZATION, "/break-glass", null);
    writes.put("POST /sso/{organization}/break-glass", this::recovery);
    for (String lock : List.of("POST", "DELETE")) {
      writes.put(
          lock + " " + ORGANIZATION + "/identities/{id}/lock",
          () -> {
            signedIn();
            String path = "/organizations/" + acme.id() + "/identities/" + janesId() + "/lock";
            return Tenant.operator().request(lock, path);
          });
    }
    for (String role : List.of("PUT", "DELETE")) {
      onJane(role, ORGANIZATION + "/identities/{id}/role", "/identities/");
    }
    writes.put(
        "DELETE " + ORGANIZATION + "/identities/{id}/sessions",
        () -> {
          signedIn();
          return Tenant.operator()
              .delete("/organizations/" + acme.id() + "/identities/" + janesId() + "/sessions");
        });
    writes.put(
        "DELETE " + ORGANIZATION + "/sessions/{session}",
        () -> {
          signedIn();
          return Tenant.operator().delete("/organizations/" + acme.id() + "/sessions/" + session());
        });
    operator("DELETE", ORGANIZATION, "/sessions", null);
    String deprovisioning = "POST " + ORGANIZATION + "/deprovisionings/{batch}";
    writes.put(
        deprovisioning + "/release",
        () -> {
          String batch = deprovisioned();
          as("another operator").post(batch + "/release").then().statusCode(200);
          return Tenant.operator().post(batch + "/release");
        });
    writes.put(
        deprovisioning + "/restore", () -> Tenant.operator().post(deprovisioned() + "/restore"));
  }

  /** Lets enough people leave at once, and returns the path of the batch. */
  String deprovisioned() {
    List<String> people = acme.tenant().users(21);
    people.forEach(id -> acme.tenant().scim().delete("/Users/" + id).then().statusCode(204));
    String batches = "/organizations/" + acme.id() + "/deprovisionings";
    String id = Tenant.operator().get(batches).path("deprovisionings[0].id");
    return batches + "/" + id;
  }

  static RequestSpecification as(String subject) {
    return Tenant.bearer(
        GatewayServers.running()
            .issuer()
            .token(subject, "bailiwick.operate", Duration.ofMinutes(5)));
  }

  void resourceGroups() {
    String one = ORGANIZATION + "/resource-groups";
    operator("POST", one, "", Map.of("name", "core"));
    below("PATCH", one, "/{name}", "/core", Map.of("autoJoin", "NONE"));
    for (String member : List.of("PUT", "DELETE")) {
      onJane(member, one + "/{name}/members/{account}", "/resource-groups/core/members/");
    }
    below("PUT", one, "/{name}/links/{scimGroup}", "/core/links/staff", Map.of("role", "write"));
    below("DELETE", one, "/{name}/links/{scimGroup}", "/core/links/staff", null);
    below("DELETE", one, "/{name}", "/core", null);
  }

  /** Adds a write about a person, which ends with the id of somebody who has signed in. */
  void onJane(String method, String endpoint, String path) {
    writes.put(
        method + " " + endpoint,
        () -> {
          signedIn();
          boolean isRole = endpoint.endsWith("/role");
          String rest = isRole ? path + janesId() + "/role" : path + janesId();
          RequestSpecification request = Tenant.operator();
          return (method.equals("PUT") ? request.body(Map.of("role", "read")) : request)
              .request(method, "/organizations/" + acme.id() + rest);
        });
  }

  void signIn() {
    writes.put(
        "GET /sso/{organization}/callback",
        () ->
            new Browser()
                .signIn(acme.id(), acme.idp(), ScriptedIdp.person("s-new", "a new person")));
    writes.put(
        "POST /sso/{organization}/exchange",
        () -> signedIn().post("/sso/" + acme.id() + "/exchange", Map.of()));
    writes.put(
        "POST /oauth2/end-session",
        () -> signedIn().post("/oauth2/end-session", Map.of("confirmed", "true")));
    writes.put(
        "POST /sso/{organization}/backchannel-logout",
        () -> {
          signedIn();
          return given()
              .formParam("logout_token", ScriptedIdp.sign(logoutToken(), acme.idp().key))
              .post("/sso/" + acme.id() + "/backchannel-logout");
        });
    writes.put(
        "DELETE " + ORGANIZATION,
        () -> {
          String id = "gone-" + UUID.randomUUID();
          Tenant.operator().body(Map.of("id", id)).post("/organizations").then().statusCode(201);
          return Tenant.operator().delete("/organizations/" + id);
        });
  }

  void operator(
      String method,
      String resource,
      String below,
      @org.jspecify.annotations.Nullable Object body) {
    below(method, resource, below, below, body);
  }

  /** Adds a write whose path has parameters. */
  void below(
      String method,
      String resource,
      String template,
      String below,
      @org.jspecify.annotations.Nullable Object body) {
    writes.put(
        method + " " + resource + template,
        () -> {
          RequestSpecification request = Tenant.operator();
          return (body == null ? request : request.body(body))
              .request(method, resource.replace("{organization}", acme.id()) + below);
        });
  }

  RequestSpecification scim(Object body) {
    return acme.tenant().scim().body(body);
  }

  Map<String, Object> members(String name) {
    return Map.of("displayName", name, "members", List.of(Map.of("value", jane)));
  }

  Response bulk(int users) {
    return scim(Map.of(
            "Operations",
            IntStream.range(0, users)
                .mapToObj(n -> post("Users", "u" + n, Map.of("userName", "u" + UUID.randomUUID())))
                .toList()))
        .post("/Bulk");
  }

  static Map<String, Object> post(String type, String bulkId, Map<String, Object> data) {
    return Map.of("method", "POST", "path", "/" + type, "bulkId", bulkId, "data", data);
  }

  Response recovery() {
    String path = "/organizations/" + acme.id() + "/break-glass";
    Tenant.operator().body(Map.of("account", "ada")).put(path).then().statusCode(200);
    String code = Tenant.operator().post(path + "/recovery-code").path("recoveryCode");
    return new Browser().post("/sso/" + acme.id() + "/break-glass", Map.of("code", code));
  }

  ObjectNode logoutToken() {
    ObjectNode claims = jane().objectNode();
    long now = System.currentTimeMillis() / 1000;
    claims.put("iss", acme.idp().issuer()).put("aud", ScriptedIdp.CLIENT).put("sub", "s-jane");
    claims.put("iat", now).put("exp", now + 120).put("jti", UUID.randomUUID().toString());
    claims.putObject("events").putObject("http://schemas.openid.net/event/backchannel-logout");
    return claims;
  }
}
