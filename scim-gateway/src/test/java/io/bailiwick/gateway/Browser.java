package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.TreeMap;

/** A browser's part: keeps cookies, follows nothing by itself. */
final class Browser {
  private static final String BASE = "https://scim.bailiwick.example";
  final Map<String, String> cookies = new TreeMap<>();

  Response get(String pathAndQuery) {
    return kept(JdkTransport.send(request(pathAndQuery).build()));
  }

  Response post(String path, Map<String, String> form) {
    return kept(
        JdkTransport.send(
            request(path)
                .header("Content-Type", JdkTransport.FORM)
                .POST(BodyPublishers.ofString(JdkTransport.form(form)))
                .build()));
  }

  private HttpRequest.Builder request(String pathAndQuery) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://localhost:" + RestAssured.port)
                    .resolve(pathAndQuery.replace(BASE, "")))
            .header("Accept", "*/*");
    if (!cookies.isEmpty()) {
      request.header("Cookie", JdkTransport.cookies(cookies));
    }
    return request;
  }

  private Response kept(Response response) {
    for (String header : response.headers().getValues("Set-Cookie")) {
      for (HttpCookie cookie : HttpCookie.parse("Set-Cookie: " + header)) {
        if (cookie.getValue().isEmpty() || cookie.getMaxAge() == 0) {
          cookies.remove(cookie.getName());
        } else {
          cookies.put(cookie.getName(), cookie.getValue());
        }
      }
    }
    return response;
  }

  /** Where an answer sends the browser. */
  static URI next(Response response) {
    assertThat(response.statusCode()).as(response.asString()).isEqualTo(303);
    return URI.create(response.header("Location"));
  }

  /** Begins at an organization: the URL at the identity provider. */
  URI begin(String organization) {
    return next(get("/sso/" + organization));
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
