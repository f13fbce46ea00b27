package io.bailiwick.check;

import io.bailiwick.check.Caller.Answer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Microsoft Entra ID: capital operations, texts for booleans, explicit nulls. */
public record EntraDialect(Caller scim) implements Dialect {
  private static final String ITS_OWN_GROUP =
      "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group";

  @Override
  public void connect() throws IOException, InterruptedException {
    scim.get("/Users?" + Dialect.filter("userName", UUID.randomUUID().toString())).expect(200);
    scim.get(
            "/Groups?excludedAttributes=members&"
                + Dialect.filter("displayName", UUID.randomUUID().toString()))
        .expect(200);
  }

  @Override
  public String join(Person person) throws IOException, InterruptedException {
    String known = Dialect.id(scim.get("/Users?" + Dialect.filter("userName", person.userName())));
    return known.isEmpty() ? create(person) : known;
  }

  private String create(Person person) throws IOException, InterruptedException {
    Map<String, Object> user = new LinkedHashMap<>();
    user.put("schemas", List.of(USER, ENTERPRISE));
    user.put("externalId", person.key());
    user.put("userName", person.userName());
    user.put("active", true);
    user.put("addresses", null);
    user.put("displayName", person.displayName());
    user.put(
        "emails", List.of(Map.of("primary", true, "type", "work", "value", person.userName())));
    user.put("meta", Map.of("resourceType", "User"));
    user.put("name", Map.of("givenName", person.given(), "familyName", person.family()));
    user.put("phoneNumbers", null);
    user.put("roles", List.of());
    user.put("title", person.title());
    user.put(ENTERPRISE, Map.of("employeeNumber", person.key(), "department", person.department()));
    return Dialect.created(scim.post("/Users", user));
  }

  @Override
  public Answer move(String id, Person person) throws IOException, InterruptedException {
    return patch(
            "/Users/" + id,
            List.of(
                replace("title", person.title()),
                replace(ENTERPRISE + ":department", person.department())))
        .expect(200);
  }

  @Override
  public Answer leave(String id, Person person) throws IOException, InterruptedException {
    return patch("/Users/" + id, List.of(replace("active", "False"))).expect(200);
  }

  @Override
  public String group(String name) throws IOException, InterruptedException {
    String known =
        Dialect.id(
            scim.get("/Groups?excludedAttributes=members&" + Dialect.filter("displayName", name)));
    return known.isEmpty()
        ? Dialect.created(
            scim.post(
                "/Groups",
                Map.of(
                    "schemas",
                    List.of(GROUP, ITS_OWN_GROUP),
                    "externalId",
                    UUID.randomUUID().toString(),
                    "displayName",
                    name,
                    "meta",
                    Map.of("resourceType", "Group"))))
        : known;
  }

  @Override
  public Answer add(String group, List<String> users) throws IOException, InterruptedException {
    return members(group, "Add", users);
  }

  @Override
  public Answer remove(String group, String user) throws IOException, InterruptedException {
    return members(group, "Remove", List.of(user));
  }

  private Answer members(String group, String op, List<String> users)
      throws IOException, InterruptedException {
    List<Map<String, Object>> values = users.stream().map(EntraDialect::reference).toList();
    return patch("/Groups/" + group, List.of(Map.of("op", op, "path", "members", "value", values)))
        .expect(200, 204);
  }

  private static Map<String, Object> reference(String user) {
    Map<String, Object> reference = new LinkedHashMap<>();
    reference.put("$ref", null);
    reference.put("value", user);
    return reference;
  }

  private static Map<String, Object> replace(String path, String value) {
    return Map.of("op", "Replace", "path", path, "value", value);
  }

  private Answer patch(String path, List<Map<String, Object>> operations)
      throws IOException, InterruptedException {
    return scim.patch(path, Map.of("schemas", List.of(PATCH), "Operations", operations));
  }
}
