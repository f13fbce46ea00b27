package io.bailiwick.local;

import io.bailiwick.check.Caller;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Creates the organizations of {@code up} as an operator would: by the administration API. */
final class DemoOrganizations {
  static final List<String> IDS = List.of("acme", "globex");

  private DemoOrganizations() {}

  /** Creates missing organizations; a token is shown once, so it is kept with the data. */
  static void make(Caller operator, Secrets secrets, Path data) {
    try {
      for (String id : IDS) {
        organization(operator, id);
        if (!secrets.scimTokens().containsKey(id)) {
          secrets.scimTokens().put(id, token(operator, id));
          secrets.write(data);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("the organizations could not be made", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void organization(Caller operator, String id)
      throws IOException, InterruptedException {
    if (operator.get("/organizations/" + id).status() == 404) {
      String displayName = Character.toUpperCase(id.charAt(0)) + id.substring(1);
      operator
          .post(
              "/organizations",
              Map.of("id", id, "displayName", displayName, "defaultRole", "contributor"))
          .expect(201);
    }
  }

  private static String token(Caller operator, String id) throws IOException, InterruptedException {
    return operator
        .post("/organizations/" + id + "/scim-tokens", Map.of())
        .expect(201)
        .body()
        .get("token")
        .textValue();
  }
}
