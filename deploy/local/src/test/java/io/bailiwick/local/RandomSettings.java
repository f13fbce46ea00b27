package io.bailiwick.local;

import io.bailiwick.local.NaiveOrganization.Group;
import io.bailiwick.local.NaiveOrganization.Person;
import io.bailiwick.local.NaiveOrganization.Room;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * What administrators do in one organization: settings, resource groups and their links, roles and
 * members by hand, locks. Like {@link RandomMoves}, it predicts the status of each request.
 */
final class RandomSettings {
  static final List<String> ROOMS = List.of("core", "lab");
  private static final List<String> AUTO_JOINS = List.of("NONE", "NONE", "ALL", "READ_PLUS");
  private static final List<String> CONTENTS =
      List.of("RETAIN", "TRANSFER_TO_ORGANIZATION", "DELETE");
  private static final List<String> ROLES =
      List.of("no_access", "read", "contributor", "write", "admin");
  private static final List<String> GRANTABLE = ROLES.subList(1, ROLES.size());

  private final NaiveOrganization model;
  private final Random random;
  private final Requests operator;

  RandomSettings(NaiveOrganization model, Random random, Requests operator) {
    this.model = model;
    this.random = random;
    this.operator = operator;
  }

  /** Makes one change. */
  void change() throws IOException, InterruptedException {
    if (model.rooms.isEmpty()) {
      createRoom();
      return;
    }
    switch (random.nextInt(14)) {
      case 0 -> setDefaults();
      case 1, 2 -> linkRoles();
      case 3 -> createRoom();
      case 4 -> joinAutomatically();
      case 5 -> deleteRoom();
      case 6, 7, 8 -> link();
      case 9 -> unlink();
      case 10, 11 -> changeMember();
      case 12 -> assignRole();
      default -> lock();
    }
  }

  private void setDefaults() throws IOException, InterruptedException {
    model.defaultRole = pick(ROLES);
    model.content = pick(CONTENTS);
    operator.send(
        "PATCH",
        "",
        Map.of("defaultRole", model.defaultRole, "leavers", Map.of("content", model.content)),
        200);
  }

  private void linkRoles() throws IOException, InterruptedException {
    Map<String, String> links = new LinkedHashMap<>();
    for (int count = random.nextInt(3); count > 0; count--) {
      links.put(groupText(), pick(ROLES));
    }
    if (random.nextInt(4) > 0) {
      links.put(groupText(), "admin");
    }
    boolean firstMatch = random.nextBoolean();
    boolean withoutAdmin = !links.isEmpty() && !links.containsValue("admin");
    List<Map<String, String>> list = new ArrayList<>();
    links.forEach((text, role) -> list.add(Map.of("group", text, "role", role)));
    String conflict = firstMatch ? "FIRST_MATCH" : "MOST_PRIVILEGED";
    operator.send(
        "PATCH",
        "",
        Map.of("roles", Map.of("groupLinks", list, "conflict", conflict)),
        withoutAdmin ? 400 : 200);
    if (!withoutAdmin) {
      model.firstMatch = firstMatch;
      model.roleLinks.clear();
      model.roleLinks.putAll(links);
    }
  }

  private void createRoom() throws IOException, InterruptedException {
    String name = pick(ROOMS);
    boolean taken = model.rooms.containsKey(name);
    Room room = new Room();
    Map<String, Object> body = new HashMap<>(autoJoin(room));
    body.put("name", name);
    operator.send("POST", "/resource-groups", body, taken ? 409 : 201);
    model.rooms.putIfAbsent(name, room);
  }

  /** Draws a value of automatic membership, and returns it as a body. */
  private Map<String, Object> autoJoin(Room room) {
    room.autoJoin = pick(AUTO_JOINS);
    room.autoJoinRole = room.autoJoin.equals("NONE") ? "" : pick(GRANTABLE);
    Map<String, Object> body = new HashMap<>();
    body.put("autoJoin", room.autoJoin);
    body.put("autoJoinRole", room.autoJoinRole.isEmpty() ? null : room.autoJoinRole);
    return body;
  }

  private void joinAutomatically() throws IOException, InterruptedException {
    String name = room();
    Room drawn = new Room();
    Map<String, Object> body = autoJoin(drawn);
    Room room = model.rooms.get(name);
    boolean refused = room != null && !room.links.isEmpty() && !drawn.autoJoin.equals("NONE");
    operator.send("PATCH", path(name), body, room == null ? 404 : refused ? 409 : 200);
    if (room != null && !refused) {
      room.autoJoin = drawn.autoJoin;
      room.autoJoinRole = drawn.autoJoinRole;
    }
  }

  private void deleteRoom() throws IOException, InterruptedException {
    String name = pick(ROOMS);
    boolean known = model.rooms.remove(name) != null;
    operator.send("DELETE", path(name), Map.of(), known ? 204 : 404);
    model.people.forEach(person -> person.rooms.remove(name));
  }

  private void link() throws IOException, InterruptedException {
    String name = room();
    String text = groupText();
    String role = pick(GRANTABLE);
    Room room = model.rooms.get(name);
    boolean hasOthers =
        room != null
            && !room.links.containsKey(text)
            && (!room.autoJoin.equals("NONE")
                || model.people.stream().anyMatch(person -> person.rooms.containsKey(name)));
    operator.send(
        "PUT",
        path(name) + "/links/" + encoded(text),
        Map.of("role", role),
        room == null ? 404 : hasOthers ? 409 : 200);
    if (room != null && !hasOthers) {
      room.links.put(text, role);
    }
  }

  private void unlink() throws IOException, InterruptedException {
    String name = room();
    Room room = model.rooms.get(name);
    List<String> texts = room == null ? List.of() : List.copyOf(room.links.keySet());
    String text = texts.isEmpty() ? groupText() : pick(texts);
    boolean keep = random.nextBoolean();
    String path = path(name) + "/links/" + encoded(text) + (keep ? "?keepMembers=true" : "");
    operator.send("DELETE", path, Map.of(), texts.isEmpty() ? 404 : 204);
    if (room == null || texts.isEmpty()) {
      return;
    }
    String role = String.valueOf(room.links.remove(text));
    for (Person person : model.live()) {
      if (keep && model.isIn(person, text) && !model.grants(person).containsKey(name)) {
        person.rooms.put(name, role);
      }
    }
  }

  private void changeMember() throws IOException, InterruptedException {
    if (model.people.isEmpty()) {
      return;
    }
    String name = room();
    Person person = pick(model.people);
    Room room = model.rooms.get(name);
    int refusal = room == null || person.gone ? 404 : room.links.isEmpty() ? 0 : 403;
    String path = path(name) + "/members/" + person.id;
    if (random.nextInt(3) == 0) {
      operator.send("DELETE", path, Map.of(), refusal == 0 ? 204 : refusal);
      if (refusal == 0) {
        person.rooms.remove(name);
      }
      return;
    }
    String role = pick(GRANTABLE);
    operator.send("PUT", path, Map.of("role", role), refusal == 0 ? 204 : refusal);
    if (refusal == 0) {
      person.rooms.put(name, role);
    }
  }

  private void assignRole() throws IOException, InterruptedException {
    if (model.people.isEmpty()) {
      return;
    }
    Person person = pick(model.people);
    String path = "/identities/" + person.id + "/role";
    if (random.nextInt(3) == 0) {
      operator.send("DELETE", path, Map.of(), person.gone ? 404 : 204);
      person.roleByHand = person.gone ? person.roleByHand : "";
      return;
    }
    String role = pick(ROLES);
    boolean governed = model.role(person).startsWith("SCIM_");
    operator.send("PUT", path, Map.of("role", role), person.gone ? 404 : governed ? 409 : 204);
    person.roleByHand = person.gone || governed ? person.roleByHand : role;
  }

  private void lock() throws IOException, InterruptedException {
    if (model.live().isEmpty()) {
      return;
    }
    Person person = pick(model.live());
    String path = "/identities/" + person.id + "/lock";
    person.locked = !person.locked;
    operator.send(person.locked ? "POST" : "DELETE", path, Map.of(), 204);
  }

  /** Returns a text that names a SCIM group, or none. */
  private String groupText() {
    List<String> names = RandomMoves.GROUP_NAMES;
    List<String> ids = model.groups.stream().map((Group group) -> group.id).toList();
    return pick(Stream.concat(names.stream(), ids.stream()).toList());
  }

  /** Mostly one that there is. */
  private String room() {
    return random.nextInt(6) == 0 ? pick(ROOMS) : pick(List.copyOf(model.rooms.keySet()));
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static String path(String room) {
    return "/resource-groups/" + room;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
