package io.bailiwick.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.check.Caller;
import io.bailiwick.embedded.Keycloak;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Connects the organizations to their realms as an operator would: a draft, a test sign-in by a
 * person of the realm, then enabled; and roles from the groups claim.
 */
final class DemoConnections {
  private DemoConnections() {}

  /** Connects the organizations that are not connected to this provider yet. */
  static void make(Caller operator, Keycloak keycloak) {
    try {
      for (String organization : DemoOrganizations.IDS) {
        String path = "/organizations/" + organization + "/connections";
        if (!isConnected(operator.get(path).expect(200).body(), keycloak.issuer(organization))) {
          connect(operator, path, keycloak.issuer(organization));
          map(operator, organization);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("the organizations could not be connected", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Registers a platform service; only the answer contains its secret. */
  static JsonNode client(Caller operator, String url, String callback) {
    try {
      return operator
          .post(
              "/clients",
              Map.of(
                  "name",
                  "Example platform",
                  "redirectUris",
                  List.of(callback),
                  "postLogoutRedirectUris",
                  List.of(url)))
          .expect(201)
          .body();
    } catch (IOException e) {
      throw new IllegalStateException("the example platform could not be registered", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static boolean isConnected(JsonNode all, String issuer) {
    for (JsonNode connection : all.path("connections")) {
      if (connection.path("status").asText().equals("ENABLED")
          && connection.at("/settings/issuer").asText().equals(issuer)) {
        return true;
      }
    }
    return false;
  }

  private static void connect(Caller operator, String path, String issuer)
      throws IOException, InterruptedException {
    JsonNode draft =
        operator
            .post(
                path,
                Map.of("issuer", issuer, "clientId", "bailiwick", "clientSecret", DemoRealm.SECRET))
            .expect(201)
            .body();
    String connection = path + "/" + draft.get("id").textValue();
    String link =
        operator.post(connection + "/test", Map.of()).expect(200).body().get("url").textValue();
    try (FormBrowser browser = new FormBrowser()) {
      FormBrowser.Page page = browser.signIn(link, "boss", DemoRealm.PASSWORD);
      if (page.status() != 200) {
        throw new IllegalStateException(
            "the test sign-in failed: " + operator.get(connection).body().path("test"));
      }
    }
    operator.post(connection + "/enable", Map.of()).expect(200);
  }

  private static void map(Caller operator, String organization)
      throws IOException, InterruptedException {
    operator
        .patch(
            "/organizations/" + organization,
            Map.of(
                "signIn",
                Map.of(
                    "roleMapping",
                    Map.of(
                        "attribute",
                        "groups",
                        "rules",
                        List.of(
                            Map.of("value", "owners", "role", "admin"),
                            Map.of("value", "engineers", "role", "write"))))))
        .expect(200);
  }
}
