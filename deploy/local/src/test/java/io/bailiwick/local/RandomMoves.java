package io.bailiwick.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.local.NaiveOrganization.Group;
import io.bailiwick.local.NaiveOrganization.Person;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Joiners, movers and leavers of one organization, and its SCIM groups. Each move is one request,
 * whose status the model predicts, and its effect on the model. The choices depend on the seed
 * only.
 */
final class RandomMoves {
  /** Few names, so that they are taken, free again, and equal but for their letter case. */
  private static final List<String> USER_NAMES =
      List.of("u0", "u1", "u2", "u3", "u4", "u5", "U1", "U2");

  private static final List<String> KEYS = List.of("k0", "k1", "k2", "k3", "k4", "k5");
  static final List<String> GROUP_NAMES = List.of("Team 0", "Team 1", "team 1", "Team 2");
  private static final List<String> ROLES =
      List.of("no_access", "read", "contributor", "write", "admin");

  private final NaiveOrganization model;
  private final Random random;
  private final Requests scim;

  RandomMoves(NaiveOrganization model, Random random, Requests scim) {
    this.model = model;
    this.random = random;
    this.scim = scim;
  }

  /** Makes one move. */
  void move() throws IOException, InterruptedException {
    List<Person> live = model.live();
    if (live.size() < 2) {
      hire();
      return;
    }
    Person person = pick(live);
    switch (random.nextInt(14)) {
      case 0, 1, 2 -> hire();
      case 3 -> rename(person, pick(USER_NAMES));
      case 4 -> replace(person);
      case 5 -> giveRoles(person);
      case 6, 7 -> setActive(person, !person.active);
      case 8 -> delete(person);
      case 9 -> createGroup();
      default -> changeGroup();
    }
  }

  private void hire() throws IOException, InterruptedException {
    String key = pick(KEYS);
    String name = random.nextInt(4) == 0 ? pick(USER_NAMES) : key.replace('k', 'u');
    List<String> roles = someRoles();
    Map<String, Object> body =
        Map.of("userName", name, "externalId", key, "roles", values(roles), "title", title());
    List<Person> known = model.live().stream().filter(one -> one.key.equals(key)).toList();
    boolean returns = known.stream().anyMatch(one -> !one.active);
    boolean taken =
        (!known.isEmpty() && !returns)
            || model.live().stream()
                .anyMatch(one -> one.userName.equalsIgnoreCase(name) && !known.contains(one));
    JsonNode answer = scim.send("POST", "/Users", body, taken ? 409 : 201);
    if (taken) {
      return;
    }
    Person person = returns ? known.getFirst() : new Person(text(answer, "id"), key, name);
    assertThat(text(answer, "id")).isEqualTo(person.id);
    if (!returns) {
      // An administrator's lock outlasts a deletion.
      person.locked =
          model.people.stream()
              .filter(one -> one.key.equals(key))
              .reduce((_, last) -> last)
              .map(last -> last.locked)
              .orElse(false);
      model.people.add(person);
    }
    person.userName = name;
    person.active = true;
    person.roles = roles;
  }

  private void rename(Person person, String name) throws IOException, InterruptedException {
    boolean taken = isTaken(person, name);
    patch("/Users/" + person.id, "replace", "userName", name, taken ? 409 : 200);
    person.userName = taken ? person.userName : name;
  }

  private boolean isTaken(Person person, String name) {
    return model.live().stream()
        .anyMatch(one -> one != person && one.userName.equalsIgnoreCase(name));
  }

  /** Without {@code active}, which keeps its value then. */
  private void replace(Person person) throws IOException, InterruptedException {
    List<String> roles = someRoles();
    Map<String, Object> body =
        Map.of(
            "userName",
            person.userName,
            "externalId",
            person.key,
            "roles",
            values(roles),
            "title",
            title());
    scim.send("PUT", "/Users/" + person.id, body, 200);
    person.roles = roles;
  }

  private void giveRoles(Person person) throws IOException, InterruptedException {
    List<String> roles = someRoles();
    patch("/Users/" + person.id, "replace", "roles", values(roles), 200);
    person.roles = roles;
  }

  private void setActive(Person person, boolean active) throws IOException, InterruptedException {
    patch("/Users/" + person.id, "replace", "active", active, 200);
    person.active = active;
  }

  private void delete(Person person) throws IOException, InterruptedException {
    scim.send("DELETE", "/Users/" + person.id, Map.of(), 204);
    person.gone = true;
    person.contentThen = model.content;
    person.rooms.clear();
    model.groups.forEach(group -> group.members.remove(person));
    patch("/Users/" + person.id, "replace", "active", true, 404);
  }

  private void createGroup() throws IOException, InterruptedException {
    String name = pick(GROUP_NAMES);
    List<Person> members = some(model.live());
    boolean taken = model.groups.stream().anyMatch(one -> one.name.equalsIgnoreCase(name));
    Map<String, Object> body = Map.of("displayName", name, "members", members(members));
    JsonNode answer = scim.send("POST", "/Groups", body, taken ? 409 : 201);
    if (!taken) {
      Group group = new Group(text(answer, "id"), name);
      group.members = new HashSet<>(members);
      model.groups.add(group);
    }
  }

  private void changeGroup() throws IOException, InterruptedException {
    if (model.groups.isEmpty()) {
      createGroup();
      return;
    }
    Group group = pick(model.groups);
    String path = "/Groups/" + group.id;
    List<Person> members = some(model.live());
    switch (random.nextInt(7)) {
      case 0, 1 -> {
        patch(path, "add", "members", members(members), 200);
        group.members.addAll(members);
      }
      case 2, 3 -> {
        Person leaver = pick(model.live());
        String selector = "members[value eq \"" + leaver.id + "\"]";
        Map<String, Object> removal = Map.of("op", "remove", "path", selector);
        scim.send("PATCH", path, Map.of("Operations", List.of(removal)), 200);
        group.members.remove(leaver);
      }
      case 4 -> {
        scim.send("PUT", path, Map.of("displayName", group.name, "members", members(members)), 200);
        group.members = new HashSet<>(members);
      }
      case 5 -> {
        String name = pick(GROUP_NAMES);
        boolean taken =
            model.groups.stream().anyMatch(one -> one != group && one.name.equalsIgnoreCase(name));
        patch(path, "replace", "displayName", name, taken ? 409 : 200);
        group.name = taken ? group.name : name;
      }
      default -> {
        scim.send("DELETE", path, Map.of(), 204);
        model.groups.remove(group);
      }
    }
  }

  private void patch(String path, String op, String attribute, Object value, int expected)
      throws IOException, InterruptedException {
    Map<String, Object> operation = Map.of("op", op, "path", attribute, "value", value);
    scim.send("PATCH", path, Map.of("Operations", List.of(operation)), expected);
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private List<Person> some(List<Person> people) {
    return people.stream().filter(_ -> random.nextInt(3) == 0).toList();
  }

  private List<String> someRoles() {
    // Mostly none, so that the other sources count.
    int count = Math.max(0, random.nextInt(6) - 3);
    return IntStream.range(0, count).mapToObj(_ -> pick(ROLES)).distinct().toList();
  }

  private String title() {
    return "title " + random.nextInt(3);
  }

  private static List<Map<String, Object>> values(List<String> roles) {
    return roles.stream().map(role -> Map.<String, Object>of("value", role)).toList();
  }

  private static List<Map<String, Object>> members(List<Person> members) {
    return members.stream().map(one -> Map.<String, Object>of("value", one.id)).toList();
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText();
  }
}
