package io.bailiwick.gateway;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/** A browser's part: keeps cookies, follows nothing by itself. */
final class Browser {
  private static final String BASE = "https://scim.bailiwick.example";
  final Map<String, String> cookies = new TreeMap<>();

  Response get(String pathAndQuery) {
    return kept(request().get(URI.create(pathAndQuery.replace(BASE, ""))));
  }

  Response post(String path, Map<String, String> form) {
    return kept(request().formParams(form).post(path));
  }

  private RequestSpecification request() {
    return given().redirects().follow(false).urlEncodingEnabled(false).cookies(cookies);
  }

  private Response kept(Response response) {
    response
        .getDetailedCookies()
        .forEach(
            cookie -> {
              if (cookie.getValue() == null
                  || cookie.getValue().isEmpty()
                  || cookie.getMaxAge() == 0) {
                cookies.remove(cookie.getName());
              } else {
                cookies.put(cookie.getName(), cookie.getValue());
              }
            });
    return response;
  }

  /** Begins at an organization: the URL at the identity provider. */
  URI begin(String organization) {
    Response response = get("/sso/" + organization);
    response.then().statusCode(303);
    return URI.create(response.header("Location"));
  }

  /** The way back, with a code. */
  Response back(String organization, URI authorization, String code) {
    String state = ScriptedIdp.query(authorization.getRawQuery()).get("state");
    return get("/sso/" + organization + "/callback?code=" + code + "&state=" + state);
  }

  /** The whole way of an honest person. */
  Response signIn(String organization, ScriptedIdp idp, ObjectNode person) {
    URI authorization = begin(organization);
    return back(organization, authorization, idp.code(authorization, person));
  }

  boolean hasSession() {
    return cookies.containsKey("__Host-bailiwick-session");
  }
}
