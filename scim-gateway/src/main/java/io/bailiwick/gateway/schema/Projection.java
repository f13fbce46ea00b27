package io.bailiwick.gateway.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.Attribute.Returned;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The attributes that an answer holds: the parameters {@code attributes} and {@code
 * excludedAttributes}, RFC 7644 section 3.9. Undefined names are skipped. Attributes that are
 * always returned stay, and those that are never returned are not even stored.
 *
 * @param wanted the paths of {@code attributes}; empty for the default ones
 * @param excluded the paths of {@code excludedAttributes}
 */
public record Projection(Set<String> wanted, Set<String> excluded) {
  /** The attributes that are returned by default. */
  public static final Projection DEFAULT = new Projection(Set.of(), Set.of());

  public Projection {
    wanted = Set.copyOf(wanted);
    excluded = Set.copyOf(excluded);
  }

  /** Returns the projection onto names as a client writes them. */
  public static Projection of(
      ResourceType type, List<String> attributes, List<String> excludedAttributes) {
    return new Projection(paths(type, attributes), paths(type, excludedAttributes));
  }

  /** Returns the names in lists that are separated by commas. */
  public static List<String> names(Collection<String> commaSeparated) {
    return commaSeparated.stream()
        .flatMap(text -> Arrays.stream(text.split(",", -1)))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }

  private static Set<String> paths(ResourceType type, List<String> names) {
    return names.stream()
        .map(
            name ->
                type.extension(name)
                    .map(Schema::id)
                    .or(() -> AttributePath.resolve(type, name).map(AttributePath::toString))
                    .orElse(name)
                    .toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Tells whether the client has named the attributes that it wants. */
  public boolean isExplicit() {
    return !wanted.isEmpty();
  }

  /** Tells whether an attribute of the core schema, or a part of it, belongs to the answer. */
  public boolean holds(Attribute attribute) {
    return holds(attribute.name(), attribute.returned());
  }

  /** Removes the attributes from a resource that do not belong to the answer. */
  public void apply(ResourceType type, ObjectNode resource) {
    for (Attribute attribute : members(type)) {
      narrow(resource, attribute, "");
    }
    for (Schema extension : type.extensions()) {
      JsonNode data = resource.path(extension.id());
      if (!data.isObject()) {
        continue;
      }
      String urn = extension.id().toLowerCase(Locale.ROOT);
      for (Attribute attribute : extension.attributes()) {
        if (excluded.contains(urn) && attribute.returned() != Returned.ALWAYS) {
          ((ObjectNode) data).remove(attribute.name());
        } else if (!wanted.contains(urn)) {
          narrow((ObjectNode) data, attribute, urn + ":");
        }
      }
      if (data.isEmpty()) {
        resource.remove(extension.id());
      }
    }
  }

  private static List<Attribute> members(ResourceType type) {
    List<Attribute> members = new ArrayList<>(ResourceType.COMMON);
    members.addAll(type.core().attributes());
    return members;
  }

  private void narrow(ObjectNode owner, Attribute attribute, String prefix) {
    JsonNode value = owner.path(attribute.name());
    if (value.isMissingNode()) {
      return;
    }
    String path = prefix + attribute.name().toLowerCase(Locale.ROOT);
    if (!holds(path, attribute.returned())) {
      owner.remove(attribute.name());
    } else if (attribute.isComplex() && !wanted.contains(path)) {
      elements(value).forEach(element -> narrowParts(element, attribute, path));
      if (value.isObject() ? value.isEmpty() : allEmpty(value)) {
        owner.remove(attribute.name());
      }
    }
  }

  private void narrowParts(ObjectNode element, Attribute attribute, String path) {
    for (Attribute sub : attribute.subAttributes()) {
      String part = path + "." + sub.name().toLowerCase(Locale.ROOT);
      boolean goes =
          sub.returned() != Returned.ALWAYS
              && (excluded.contains(part)
                  || (sub.returned() == Returned.REQUEST && !wanted.contains(part))
                  || (isExplicit() && !wanted.contains(part) && namesPartOf(path)));
      if (goes) {
        element.remove(sub.name());
      }
    }
  }

  private boolean holds(String path, Returned returned) {
    String folded = path.toLowerCase(Locale.ROOT);
    return switch (returned) {
      case ALWAYS -> true;
      case NEVER -> false;
      case REQUEST -> wanted.contains(folded) || namesPartOf(folded);
      case DEFAULT ->
          isExplicit()
              ? wanted.contains(folded) || namesPartOf(folded)
              : !excluded.contains(folded);
    };
  }

  private boolean namesPartOf(String path) {
    return wanted.stream().anyMatch(name -> name.startsWith(path + "."));
  }

  private static List<ObjectNode> elements(JsonNode value) {
    List<ObjectNode> elements = new ArrayList<>();
    if (value instanceof ObjectNode single) {
      elements.add(single);
    }
    value.forEach(
        element -> {
          if (value.isArray() && element instanceof ObjectNode object) {
            elements.add(object);
          }
        });
    return elements;
  }

  private static boolean allEmpty(JsonNode values) {
    for (JsonNode value : values) {
      if (!value.isObject() || !value.isEmpty()) {
        return false;
      }
    }
    return true;
  }
}
