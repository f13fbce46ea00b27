package io.bailiwick.gateway.scim.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.rules.MemberChange;
import io.bailiwick.gateway.schema.AttributePath;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.gateway.schema.filter.Filter;
import io.bailiwick.gateway.schema.filter.FilterParser;
import io.bailiwick.gateway.schema.filter.PatchPath;
import io.bailiwick.gateway.schema.patch.PatchOperation;
import io.bailiwick.gateway.schema.patch.PatchOperation.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The members in a request on a group, separate from its other attributes. They are changed as
 * rows, and the group is never loaded with them.
 *
 * @param members the change of the members
 * @param others the operations on all other attributes
 */
record MemberEdits(MemberChange members, List<PatchOperation> others) {
  private static final String MEMBERS = "members";

  /**
   * Removes the members from a resource that a client sent.
   *
   * @return exactly these members; none if the resource names none
   * @throws ScimException invalidValue
   */
  static MemberChange takeFrom(ObjectNode resource) {
    return MemberChange.exactly(take(resource).map(MemberEdits::ids).orElse(Set.of()));
  }

  /**
   * Separates the operations of a PATCH.
   *
   * @throws ScimException invalidPath, invalidValue or mutability
   */
  static MemberEdits of(List<PatchOperation> operations) {
    Changing members = new Changing();
    List<PatchOperation> others = new ArrayList<>();
    for (PatchOperation operation : operations) {
      if (!operation.names(ResourceType.GROUP, MEMBERS)) {
        others.add(operation);
      } else if (operation.path().isPresent()) {
        at(members, operation, operation.path().get());
      } else {
        ObjectNode rest = operation.value().deepCopy();
        Optional<Set<String>> named = take(rest).map(MemberEdits::ids);
        // Read-only parts of members are skipped, as other read-only names are.
        if (named.isPresent()) {
          whole(members, operation.kind(), named);
        }
        others.add(operation.with(Optional.empty(), rest));
      }
    }
    return new MemberEdits(members.change(), others);
  }

  private static void at(Changing members, PatchOperation operation, String path) {
    PatchPath parsed = FilterParser.parsePath(ResourceType.GROUP, path);
    boolean removes = operation.kind() == Kind.REMOVE;
    if (parsed.attribute().sub().isPresent() || (parsed.selector().isPresent() && !removes)) {
      throw new ScimException(
          ScimType.MUTABILITY, "A member can be added and removed, but not written: " + path + ".");
    }
    parsed
        .selector()
        .ifPresentOrElse(
            selector -> members.remove(selected(selector)),
            () -> whole(members, operation.kind(), given(operation)));
  }

  /** Returns the members that an operation gives; empty if it has no value at all. */
  private static Optional<Set<String>> given(PatchOperation operation) {
    boolean none = operation.value().isMissingNode() || operation.value().isNull();
    return none ? Optional.empty() : Optional.of(ids(operation.value()));
  }

  private static void whole(Changing members, Kind kind, Optional<Set<String>> given) {
    switch (kind) {
      case ADD -> members.add(given.orElse(Set.of()));
      case REPLACE -> members.replace(given.orElse(Set.of()));
      // A list removes only its members, on which Entra ID relies; RFC 7644 would empty the group.
      case REMOVE -> given.ifPresentOrElse(members::remove, () -> members.replace(Set.of()));
    }
  }

  private static Set<String> selected(Filter selector) {
    return switch (selector) {
      case Filter.Or or -> {
        Set<String> ids = new LinkedHashSet<>(selected(or.left()));
        ids.addAll(selected(or.right()));
        yield ids;
      }
      case Filter.Compare compare
          when compare.operator() == Filter.Operator.EQ
              && compare.path().attribute().name().equals("value") ->
          Set.of(compare.comparable());
      case Filter.Compare _, Filter.And _, Filter.Not _, Filter.Present _, Filter.ValuePath _ ->
          throw new ScimException(
              ScimType.INVALID_PATH, "Members are selected by value eq \"...\", joined by or.");
    };
  }

  /** Removes every name of the members or a part of them, and returns the members themselves. */
  private static Optional<JsonNode> take(ObjectNode resource) {
    Optional<JsonNode> members = Optional.empty();
    for (String name : resource.propertyStream().map(Map.Entry::getKey).toList()) {
      Optional<AttributePath> path =
          AttributePath.resolve(ResourceType.GROUP, name)
              .filter(found -> found.attribute().name().equals(MEMBERS));
      if (path.isEmpty()) {
        continue;
      }
      JsonNode value = resource.remove(name);
      if (path.get().sub().isEmpty()) {
        if (members.isPresent()) {
          throw new ScimException(ScimType.INVALID_SYNTAX, "members is given twice.");
        }
        members = Optional.of(value);
      }
    }
    return members;
  }

  private static Set<String> ids(JsonNode members) {
    Set<String> ids = new LinkedHashSet<>();
    if (members.isArray()) {
      members.forEach(member -> ids.add(id(member)));
    } else if (!members.isNull()) {
      ids.add(id(members));
    }
    return ids;
  }

  private static String id(JsonNode member) {
    JsonNode value = member;
    for (Map.Entry<String, JsonNode> part : member.properties()) {
      switch (part.getKey().toLowerCase(Locale.ROOT)) {
        case "value" -> value = part.getValue();
        case "type" -> requireUser(part.getValue());
        default -> {
          // This service sets display and $ref itself.
        }
      }
    }
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw new ScimException(ScimType.INVALID_VALUE, "members.value must be the id of a user.");
    }
    return value.textValue();
  }

  private static void requireUser(JsonNode type) {
    if (type.isTextual() && !type.textValue().toLowerCase(Locale.ROOT).equals("user")) {
      throw new ScimException(
          ScimType.INVALID_VALUE, "members.type must be User: groups do not hold groups here.");
    }
  }

  /** The change of the members, one operation after the other. */
  private static final class Changing {
    private boolean exact;
    private Set<String> add = new LinkedHashSet<>();
    private Set<String> remove = new LinkedHashSet<>();

    void add(Set<String> members) {
      add.addAll(members);
      remove.removeAll(members);
    }

    void remove(Set<String> members) {
      add.removeAll(members);
      if (!exact) {
        remove.addAll(members);
      }
    }

    void replace(Set<String> members) {
      exact = true;
      add = new LinkedHashSet<>(members);
      remove = new LinkedHashSet<>();
    }

    MemberChange change() {
      return new MemberChange(exact, add, remove);
    }
  }
}
