package io.bailiwick.local;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An organization as the product's rules say it must be (P2, G1, G5, D2): maps and sets, written
 * for reading. It shares no code with the product. {@link RandomMoves} changes it together with the
 * real organization, and {@link ModelComparison} compares the two.
 */
final class NaiveOrganization {
  private static final List<String> ROLES =
      List.of("no_access", "read", "contributor", "write", "admin");

  final String id;
  String defaultRole = "read";
  String content = "RETAIN";
  boolean firstMatch;

  /** The text that names SCIM groups, and the role, in the administrator's order. */
  final Map<String, String> roleLinks = new LinkedHashMap<>();

  final List<Person> people = new ArrayList<>();
  final List<Group> groups = new ArrayList<>();
  final Map<String, Room> rooms = new TreeMap<>();

  NaiveOrganization(String id) {
    this.id = id;
  }

  /** A person; one who returns after a deletion is another one. */
  static final class Person {
    final String id;
    final String key;
    String userName;
    boolean active = true;
    boolean locked;
    boolean gone;
    String contentThen = "";
    List<String> roles = List.of();
    String roleByHand = "";
    final Map<String, String> rooms = new HashMap<>();

    Person(String id, String key, String userName) {
      this.id = id;
      this.key = key;
      this.userName = userName;
    }
  }

  /** A SCIM group. */
  static final class Group {
    final String id;
    String name;
    Set<Person> members = new HashSet<>();

    Group(String id, String name) {
      this.id = id;
      this.name = name;
    }
  }

  /** A resource group. */
  static final class Room {
    String autoJoin = "NONE";
    String autoJoinRole = "";
    final Map<String, String> links = new LinkedHashMap<>();
  }

  List<Person> live() {
    return people.stream().filter(person -> !person.gone).toList();
  }

  /** Returns the source and the role: the first source that says something decides. */
  String role(Person person) {
    if (!person.roles.isEmpty()) {
      return "SCIM_ROLES " + highest(person.roles);
    }
    List<String> linked = new ArrayList<>();
    roleLinks.forEach((text, role) -> linked.addAll(isIn(person, text) ? Set.of(role) : Set.of()));
    if (!linked.isEmpty()) {
      return "SCIM_GROUP_LINK " + (firstMatch ? linked.getFirst() : highest(linked));
    }
    return person.roleByHand.isEmpty()
        ? "ORGANIZATION_DEFAULT " + defaultRole
        : "MANUAL " + person.roleByHand;
  }

  /** Returns the role and its reasons in each resource group; every source adds. */
  Map<String, String> grants(Person person) {
    Map<String, String> grants = new TreeMap<>();
    rooms.forEach(
        (name, room) -> {
          Map<String, String> reasons = new TreeMap<>();
          room.links.forEach(
              (text, role) -> {
                if (isIn(person, text)) {
                  reasons.put("SCIM_GROUP " + text, role);
                }
              });
          if (person.rooms.containsKey(name)) {
            reasons.put("MANUAL " + person.rooms.get(name), person.rooms.getOrDefault(name, ""));
          }
          boolean reads = !role(person).endsWith("no_access");
          if (room.autoJoin.equals("ALL") || (room.autoJoin.equals("READ_PLUS") && reads)) {
            reasons.put("AUTO_JOIN " + room.autoJoin, room.autoJoinRole);
          }
          if (!person.gone && !reasons.isEmpty()) {
            grants.put(name, highest(reasons.values()) + " " + reasons);
          }
        });
    return grants;
  }

  /** Returns the account in words. */
  String account(Person person) {
    if (person.gone) {
      return "DEPROVISIONED " + person.contentThen + " {}";
    }
    Set<String> suspensions = new TreeSet<>();
    suspensions.addAll(person.active ? Set.of() : Set.of("DEACTIVATED"));
    suspensions.addAll(person.locked ? Set.of("LOCKED") : Set.of());
    String status = suspensions.isEmpty() ? "ACTIVE " : "SUSPENDED ";
    return status + suspensions + " " + role(person) + " " + grants(person);
  }

  /**
   * Returns whether a person may do what needs a role with private content.
   *
   * @param room the resource group of the content; empty if it is in none
   */
  boolean may(Person person, String least, String room) {
    String role = word(role(person), 1);
    if (!room.isEmpty() && !role.equals("admin")) {
      role = word(grants(person).getOrDefault(room, "none"), 0);
    }
    boolean works = person.active && !person.locked && !person.gone;
    return works && ROLES.indexOf(role) >= ROLES.indexOf(least);
  }

  /** Returns whether a person is in a SCIM group that a text names by its id or display name. */
  boolean isIn(Person person, String text) {
    return groups.stream()
        .filter(group -> group.id.equals(text) || group.name.equals(text))
        .anyMatch(group -> group.members.contains(person));
  }

  private static String word(String text, int index) {
    return List.of(text.split(" ", -1)).get(index);
  }

  private static String highest(Collection<String> roles) {
    return Collections.max(roles, Comparator.comparingInt(ROLES::indexOf));
  }
}
