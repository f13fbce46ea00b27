package io.bailiwick.local;

import io.bailiwick.local.Caller.Answer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * An identity provider that pushes to one organization the way Entra ID does.
 *
 * @param run part of every user name: a second run brings other people
 */
record DemoIdp(String organization, Caller scim, String run) {
  private static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
  private static final String ENTERPRISE =
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
  private static final String PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
  private static final List<String> GIVEN =
      List.of("Amélie", "Ben", "Chiara", "Dmitri", "Elif", "Femi", "Grace", "Hiro", "Inès", "João");
  private static final List<String> FAMILY =
      List.of("Åberg", "Brown", "Costa", "Dubois", "Evans", "Fischer", "García", "Haddad", "Ito");

  /** Looks a person up, makes the user where there is none, and for some corrects a detail. */
  String push(int number) throws IOException, InterruptedException {
    String given = GIVEN.get(number % GIVEN.size());
    String family = FAMILY.get(number / GIVEN.size() % FAMILY.size());
    String userName =
        "%s.%s@%s-%d.%s.example"
            .formatted(given, family, run, number, organization)
            .toLowerCase(Locale.ROOT);
    String filter = "userName eq \"" + userName + "\"";
    Answer found =
        scim.get("/Users?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8)).expect(200);
    String id =
        found.body().get("totalResults").intValue() > 0
            ? found.body().at("/Resources/0/id").textValue()
            : create(userName, given, family, number);
    if (number % 5 == 0) {
      patch(id, "Replace", "title", "Engineer " + number);
    }
    return id;
  }

  private String create(String userName, String given, String family, int number)
      throws IOException, InterruptedException {
    Map<String, Object> user =
        Map.of(
            "schemas",
            List.of(USER, ENTERPRISE),
            "externalId",
            UUID.randomUUID().toString(),
            "userName",
            userName,
            "active",
            true,
            "displayName",
            given + " " + family,
            "name",
            Map.of("givenName", given, "familyName", family),
            "emails",
            List.of(Map.of("primary", true, "type", "work", "value", userName)),
            "roles",
            List.of(),
            ENTERPRISE,
            Map.of("employeeNumber", "E" + number, "department", "Research"));
    return scim.post("/Users", user).expect(201).body().get("id").textValue();
  }

  /** Deactivates a user; the answer tells when the gateway had it. */
  Answer deactivate(String id) throws IOException, InterruptedException {
    return patch(id, "Replace", "active", "False");
  }

  private Answer patch(String id, String op, String path, Object value)
      throws IOException, InterruptedException {
    return scim.patch(
            "/Users/" + id,
            Map.of(
                "schemas", List.of(PATCH),
                "Operations", List.of(Map.of("op", op, "path", path, "value", value))))
        .expect(200);
  }

  /** How many users the organization has. */
  int count() throws IOException, InterruptedException {
    return scim.get("/Users?count=0").expect(200).body().get("totalResults").intValue();
  }
}
