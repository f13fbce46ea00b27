package io.bailiwick.enforcer.authzen;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.service.LogText;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Finds the unknown members of an evaluation in places for facts. They are ignored, as AuthZEN 1.0
 * section 5 requires, so the decision does not know a misspelt fact.
 */
final class IgnoredMembers {
  private static final int MOST = 8;
  private static final Map<String, Set<String>> KNOWN =
      Map.of(
          "resource.properties",
          Set.of("owner", "visibility", "created_by", "destination", "scopes"),
          "resource.properties.destination",
          Set.of("owner", "visibility"),
          "context",
          Set.of("session", "credential", "at_least_as_fresh", "explain"),
          "context.session",
          Set.of("id", "organization", "authenticated_at", "token"),
          "context.credential",
          Set.of("type", "id", "created_at", "session"),
          "context.credential.session",
          Set.of("id", "organization", "authenticated_at"));

  private IgnoredMembers() {}

  /** Returns the dotted names of these members. */
  static List<String> of(ObjectNode body) {
    return KNOWN.keySet().stream()
        .sorted()
        .flatMap(place -> in(at(body, place), place))
        .limit(MOST)
        .toList();
  }

  private static JsonNode at(JsonNode body, String place) {
    return body.at("/" + place.replace('.', '/'));
  }

  private static Stream<String> in(JsonNode object, String place) {
    Set<String> known = KNOWN.getOrDefault(place, Set.of());
    Iterable<String> names = object::fieldNames;
    return StreamSupport.stream(names.spliterator(), false)
        .filter(name -> !known.contains(name))
        .map(name -> place + "." + LogText.of(name));
  }
}
