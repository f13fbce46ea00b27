package io.bailiwick.gateway.schema.patch;

import static java.util.stream.Collectors.toSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.AppRole;
import io.bailiwick.gateway.schema.Attribute;
import io.bailiwick.gateway.schema.AttributeValues;
import io.bailiwick.gateway.schema.Leniency;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.gateway.schema.SearchDocument;
import io.bailiwick.gateway.schema.filter.Filter;
import io.bailiwick.gateway.schema.filter.Matching;
import io.bailiwick.gateway.schema.patch.PatchOperation.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Edits to the values of a multi-valued attribute.
 *
 * <p>A selector that matches nothing creates the value that it describes: {@code emails[type eq
 * "work"].value} creates a work address. RFC 7644 requires {@code noTarget}, but Entra ID relies on
 * the creation. A selector is rejected if it does not describe one value, if the written value
 * contradicts it, and always under {@link Leniency#STRICT}.
 */
record ElementEdits(Attribute attribute, String path, ArrayNode elements) {

  ArrayNode apply(PatchOperation operation, Optional<Filter> selector, Optional<Attribute> sub) {
    ElementEdits edits =
        statesAllRoles(operation) ? new ElementEdits(attribute, path, none()) : this;
    return AttributeValues.distinct(attribute, edits.edited(operation, selector, sub));
  }

  /**
   * Tells whether an addition of roles states all roles of the person. Entra ID never removes the
   * former role, and the most privileged of several counts. So a former administrator would stay
   * one.
   */
  private boolean statesAllRoles(PatchOperation operation) {
    return operation.kind() == Kind.ADD
        && AppRole.isRoles(attribute)
        && operation.leniency() != Leniency.STRICT
        && !isEmpty(operation.value())
        && (operation.leniency() == Leniency.ENTRA || AppRole.isIn(operation.value()));
  }

  private ArrayNode edited(
      PatchOperation operation, Optional<Filter> selector, Optional<Attribute> sub) {
    Kind kind = operation.kind();
    JsonNode raw = operation.value();
    if (selector.isEmpty() && sub.isEmpty()) {
      return wholeList(kind, raw);
    }
    List<ObjectNode> selected = select(selector);
    if (kind == Kind.REMOVE) {
      return remove(selected, sub);
    }
    if (selected.isEmpty() && selector.isPresent() && operation.leniency() == Leniency.STRICT) {
      throw noTarget();
    }
    boolean none =
        sub.isPresent() ? isEmpty(raw) : AttributeValues.element(attribute, raw, path).isEmpty();
    if (selected.isEmpty()) {
      return none ? elements : onePrimary(List.of(make(selector, sub, raw)));
    }
    boolean whole = kind == Kind.REPLACE && sub.isEmpty();
    if (whole && none) {
      return remove(selected, sub);
    }
    for (ObjectNode element : selected) {
      if (whole) {
        element.removeAll();
        selector.filter(ElementEdits::isDescription).ifPresent(by -> describe(by, element));
      }
      write(element, sub, raw);
    }
    return onePrimary(selected);
  }

  private ObjectNode make(Optional<Filter> selector, Optional<Attribute> sub, JsonNode raw) {
    ObjectNode made = selector.map(this::described).orElseGet(JsonNodeFactory.instance::objectNode);
    write(made, sub, raw);
    if (selector.isPresent() && !Matching.matches(selector.get(), made)) {
      throw noTarget();
    }
    add(made);
    return made;
  }

  private void add(JsonNode value) {
    AttributeValues.refuseTooMany(elements.size() + 1, path);
    elements.add(value);
  }

  private ArrayNode wholeList(Kind kind, JsonNode raw) {
    ArrayNode given =
        AttributeValues.read(attribute, raw, path).map(ArrayNode.class::cast).orElseGet(this::none);
    return switch (kind) {
      case REPLACE -> given;
      case ADD -> append(given);
      case REMOVE -> raw.isMissingNode() || raw.isNull() ? none() : without(given);
    };
  }

  private ArrayNode append(ArrayNode given) {
    List<ObjectNode> added = new ArrayList<>();
    Set<JsonNode> known = new HashSet<>();
    elements.forEach(element -> known.add(SearchDocument.value(attribute, element)));
    for (JsonNode value : given) {
      if (known.add(SearchDocument.value(attribute, value))) {
        add(value);
        if (value instanceof ObjectNode object) {
          added.add(object);
        }
      }
    }
    return onePrimary(added);
  }

  /**
   * Returns the values without the given ones, which are those whose given members are all the
   * same.
   */
  private ArrayNode without(ArrayNode given) {
    Map<Set<String>, Set<JsonNode>> named = new HashMap<>();
    for (JsonNode value : given) {
      JsonNode wanted = SearchDocument.value(attribute, value);
      Set<String> members = wanted.propertyStream().map(Map.Entry::getKey).collect(toSet());
      named.computeIfAbsent(members, key -> new HashSet<>()).add(wanted);
    }
    ArrayNode left = none();
    for (JsonNode element : elements) {
      JsonNode is = SearchDocument.value(attribute, element);
      if (named.entrySet().stream()
          .noneMatch(one -> one.getValue().contains(only(one.getKey(), is)))) {
        left.add(element);
      }
    }
    return left;
  }

  /** Returns a value's members of those names; a missing flag is false. */
  private JsonNode only(Set<String> members, JsonNode value) {
    if (!value.isObject()) {
      return value;
    }
    ObjectNode part = none().objectNode();
    for (String member : members) {
      boolean flag =
          attribute.sub(member).filter(sub -> sub.type() == Attribute.Type.BOOLEAN).isPresent();
      if (value.has(member)) {
        part.set(member, value.get(member));
      } else if (flag) {
        part.put(member, false);
      }
    }
    return part;
  }

  private List<ObjectNode> select(Optional<Filter> selector) {
    List<ObjectNode> selected = new ArrayList<>();
    for (JsonNode element : elements) {
      if (element instanceof ObjectNode object
          && selector.map(filter -> Matching.matches(filter, object)).orElse(true)) {
        selected.add(object);
      }
    }
    return selected;
  }

  private ArrayNode remove(List<ObjectNode> selected, Optional<Attribute> sub) {
    sub.ifPresent(part -> selected.forEach(element -> element.remove(part.name())));
    Set<JsonNode> these = same(selected);
    // A role without its name is not a role.
    boolean whole =
        sub.isEmpty() || (AppRole.isRoles(attribute) && sub.get().name().equals("value"));
    ArrayNode left = none();
    for (JsonNode element : elements) {
      boolean goes = element.isEmpty() || (whole && these.contains(element));
      if (!goes) {
        left.add(element);
      }
    }
    return left;
  }

  private void write(ObjectNode element, Optional<Attribute> sub, JsonNode raw) {
    if (sub.isPresent()) {
      String name = sub.get().name();
      JsonNode given = name.equals("value") ? roleName(raw) : raw;
      AttributeValues.read(sub.get(), given, path)
          .ifPresentOrElse(value -> element.set(name, value), () -> element.remove(name));
    } else {
      AttributeValues.single(attribute, raw, path)
          .ifPresent(value -> element.setAll((ObjectNode) value));
    }
  }

  private JsonNode roleName(JsonNode raw) {
    return AppRole.isRoles(attribute) && AppRole.isIn(raw)
        ? AppRole.read(attribute, raw).get("value")
        : raw;
  }

  /** Returns a new value with the statements of its selector: a conjunction of {@code eq}. */
  private ObjectNode described(Filter selector) {
    ObjectNode made = JsonNodeFactory.instance.objectNode();
    describe(selector, made);
    return made;
  }

  private void describe(Filter selector, ObjectNode made) {
    switch (selector) {
      case Filter.And and -> {
        describe(and.left(), made);
        describe(and.right(), made);
      }
      case Filter.Compare compare when compare.operator() == Filter.Operator.EQ ->
          AttributeValues.read(compare.path().attribute(), compare.value(), path)
              .ifPresent(value -> made.set(compare.path().attribute().name(), value));
      case Filter.Compare _, Filter.Or _, Filter.Not _, Filter.Present _, Filter.ValuePath _ ->
          throw noTarget();
    }
  }

  /** Tells whether a selector describes a single value. */
  private static boolean isDescription(Filter selector) {
    return switch (selector) {
      case Filter.And and -> isDescription(and.left()) && isDescription(and.right());
      case Filter.Compare compare -> compare.operator() == Filter.Operator.EQ;
      case Filter.Or _, Filter.Not _, Filter.Present _, Filter.ValuePath _ -> false;
    };
  }

  private ScimException noTarget() {
    return new ScimException(ScimType.NO_TARGET, "No value matches " + path + ".");
  }

  /**
   * Unsets the other values' primary flag if a written value is primary (RFC 7644 section 3.5.2).
   */
  private ArrayNode onePrimary(List<ObjectNode> written) {
    if (written.stream().anyMatch(element -> element.path("primary").asBoolean())) {
      Set<JsonNode> these = same(written);
      for (JsonNode element : elements) {
        if (element instanceof ObjectNode object
            && object.path("primary").asBoolean()
            && !these.contains(element)) {
          object.put("primary", false);
        }
      }
    }
    return elements;
  }

  /**
   * Tells whether a value is null or an empty text, list or object, of which no value can be
   * created.
   */
  private static boolean isEmpty(JsonNode raw) {
    return raw.isNull() || (raw.isContainerNode() ? raw.isEmpty() : raw.asText().isEmpty());
  }

  /** Returns a set of these very nodes, compared by identity. */
  private static Set<JsonNode> same(List<ObjectNode> nodes) {
    Set<JsonNode> same = Collections.newSetFromMap(new IdentityHashMap<>());
    same.addAll(nodes);
    return same;
  }

  private ArrayNode none() {
    return JsonNodeFactory.instance.arrayNode();
  }
}
