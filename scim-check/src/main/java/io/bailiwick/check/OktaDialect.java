package io.bailiwick.check;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.check.Caller.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Okta: whole users by PUT after a GET, deactivation without a path, groups pushed by PATCH. */
public record OktaDialect(Caller scim) implements Dialect {

  @Override
  public void connect() throws IOException, InterruptedException {
    scim.get("/Users?startIndex=1&count=2").expect(200);
  }

  @Override
  public String join(Person person) throws IOException, InterruptedException {
    String known =
        Dialect.id(
            scim.get(
                "/Users?%s&startIndex=1&count=100"
                    .formatted(Dialect.filter("userName", person.userName()))));
    return known.isEmpty()
        ? Dialect.created(
            scim.post(
                "/Users",
                Map.of(
                    "schemas", List.of(USER),
                    "userName", person.userName(),
                    "name", Map.of("givenName", person.given(), "familyName", person.family()),
                    "emails",
                        List.of(
                            Map.of("primary", true, "value", person.userName(), "type", "work")),
                    "displayName", person.displayName(),
                    "locale", "en-US",
                    "externalId", person.key(),
                    "groups", List.of(),
                    "password", "1mz050nq",
                    "active", true)))
        : known;
  }

  @Override
  public Answer move(String id, Person person) throws IOException, InterruptedException {
    ObjectNode user = scim.get("/Users/" + id).expect(200).body().deepCopy();
    user.put("title", person.title());
    user.withObject("/" + ENTERPRISE.replace("/", "~1")).put("department", person.department());
    return scim.put("/Users/" + id, user).expect(200);
  }

  @Override
  public Answer leave(String id, Person person) throws IOException, InterruptedException {
    return patch("/Users/" + id, Map.of("op", "replace", "value", Map.of("active", false)))
        .expect(200);
  }

  @Override
  public String group(String name) throws IOException, InterruptedException {
    String known =
        Dialect.id(
            scim.get(
                "/Groups?%s&startIndex=1&count=100"
                    .formatted(Dialect.filter("displayName", name))));
    return known.isEmpty()
        ? Dialect.created(
            scim.post(
                "/Groups",
                Map.of("schemas", List.of(GROUP), "displayName", name, "members", List.of())))
        : known;
  }

  @Override
  public Answer add(String group, List<String> users) throws IOException, InterruptedException {
    List<Map<String, String>> values =
        users.stream().map(user -> Map.of("value", user, "display", user)).toList();
    return patch("/Groups/" + group, Map.of("op", "add", "path", "members", "value", values))
        .expect(200, 204);
  }

  @Override
  public Answer remove(String group, String user) throws IOException, InterruptedException {
    return patch(
            "/Groups/" + group,
            Map.of("op", "remove", "path", "members[value eq \"" + user + "\"]"))
        .expect(200, 204);
  }

  private Answer patch(String path, Map<String, Object> operation)
      throws IOException, InterruptedException {
    return scim.patch(path, Map.of("schemas", List.of(PATCH), "Operations", List.of(operation)));
  }
}
