package io.bailiwick.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.check.Caller;
import io.bailiwick.check.Caller.Answer;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * The calls of fixtures, which must succeed and are no test's subject. There are thousands of them,
 * so they avoid REST Assured, which compiles a Groovy script for each path into a body.
 */
final class Calls {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private Calls() {}

  /** Returns a caller of the administration API. */
  static Caller operator() {
    return caller("", Tenant.operatorToken(), "application/json");
  }

  /** Returns a caller that is an organization's identity provider. */
  static Caller scim(Tenant tenant) {
    return caller("/scim/v2/" + tenant.id(), tenant.token(), "application/scim+json");
  }

  private static Caller caller(String path, String token, String mediaType) {
    return new Caller(CLIENT, "http://localhost:" + RestAssured.port + path, token, mediaType);
  }

  /** Returns the body of an answer, which must have this status. */
  static JsonNode body(int status, Callable<Answer> call) {
    try {
      return Caller.calling(call).expect(status).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Returns the ids of the resources in a list response. */
  static List<String> ids(JsonNode list) {
    return list.path("Resources").valueStream().map(user -> user.get("id").textValue()).toList();
  }

  /** Returns the id in the body of an answer, which must be 201. */
  static String created(Callable<Answer> call) {
    return body(201, call).get("id").textValue();
  }
}
