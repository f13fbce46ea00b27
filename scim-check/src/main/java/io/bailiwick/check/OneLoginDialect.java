package io.bailiwick.check;

import io.bailiwick.check.Caller.Answer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** OneLogin: a template that customers edit, texts for booleans, whole users by PUT. */
public record OneLoginDialect(Caller scim) implements Dialect {

  @Override
  public void connect() throws IOException, InterruptedException {
    scim.get("/Users?" + Dialect.filter("userName", "onelogin-connection-test")).expect(200, 404);
  }

  @Override
  public String join(Person person) throws IOException, InterruptedException {
    String known = Dialect.id(scim.get("/Users?" + Dialect.filter("userName", person.userName())));
    return known.isEmpty() ? Dialect.created(scim.post("/Users", user(person))) : known;
  }

  private static Map<String, Object> user(Person person) {
    Map<String, Object> user = new LinkedHashMap<>();
    user.put("schemas", List.of(USER, ENTERPRISE));
    user.put("id", null);
    user.put("userName", person.userName());
    user.put("externalId", person.key());
    user.put("name", Map.of("givenName", person.given(), "familyName", person.family()));
    user.put("displayName", person.displayName());
    user.put("title", person.title());
    user.put("active", Boolean.toString(person.active()));
    user.put(
        "emails", List.of(Map.of("value", person.userName(), "type", "work", "primary", true)));
    Map<String, Object> manager = new LinkedHashMap<>();
    manager.put("managerId", "");
    manager.put("displayName", "");
    user.put(ENTERPRISE, Map.of("department", person.department(), "manager", manager));
    return user;
  }

  @Override
  public Answer move(String id, Person person) throws IOException, InterruptedException {
    return scim.put("/Users/" + id, user(person)).expect(200);
  }

  @Override
  public Answer leave(String id, Person person) throws IOException, InterruptedException {
    return scim.put("/Users/" + id, user(person.gone())).expect(200);
  }

  @Override
  public String group(String name) throws IOException, InterruptedException {
    String known = Dialect.id(scim.get("/Groups?" + Dialect.filter("displayName", name)));
    return known.isEmpty()
        ? Dialect.created(
            scim.post("/Groups", Map.of("schemas", List.of(GROUP), "displayName", name)))
        : known;
  }

  @Override
  public Answer add(String group, List<String> users) throws IOException, InterruptedException {
    return patch(
        group,
        Map.of(
            "op",
            "add",
            "path",
            "members",
            "value",
            users.stream().map(user -> Map.of("value", user)).toList()));
  }

  @Override
  public Answer remove(String group, String user) throws IOException, InterruptedException {
    return patch(group, Map.of("op", "remove", "path", "members[value eq \"" + user + "\"]"));
  }

  private Answer patch(String group, Map<String, Object> operation)
      throws IOException, InterruptedException {
    return scim.patch(
            "/Groups/" + group, Map.of("schemas", List.of(PATCH), "Operations", List.of(operation)))
        .expect(200, 204);
  }
}
