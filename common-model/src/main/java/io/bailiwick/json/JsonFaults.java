package io.bailiwick.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Says what is wrong with JSON: names the member, and repeats no value. */
final class JsonFaults {
  private static final Pattern NAME = Pattern.compile("[a-z][A-Za-z0-9]*(\\.[A-Za-z0-9]+)*");
  private static final Pattern INDEX = Pattern.compile("\\[\\d+]");

  private JsonFaults() {}

  /** Returns the error of an unknown member, if the record lacks another member or was rejected. */
  static Optional<BadJson> unknown(ObjectNode tree, JsonMappingException e) {
    List<JsonMappingException.Reference> path = e.getPath();
    if (e instanceof ValueInstantiationException refused) {
      return unknown(at(tree, path), refused.getType().getRawClass(), member(path));
    }
    if (path.isEmpty() || !at(tree, path).isMissingNode()) {
      return Optional.empty();
    }
    List<JsonMappingException.Reference> above = path.subList(0, path.size() - 1);
    return path.getLast().getFrom() instanceof Class<?> type
        ? unknown(at(tree, above), type, member(above))
        : Optional.empty();
  }

  /** Returns the error of a list that holds null, which records refuse when they copy the list. */
  static Optional<BadJson> nullItem(ObjectNode tree, JsonMappingException e) {
    return e.getCause() instanceof NullPointerException
        ? nullItem(at(tree, e.getPath()), member(e.getPath()))
            .map(name -> new BadJson(name, name + " must not be null."))
        : Optional.empty();
  }

  private static Optional<String> nullItem(JsonNode node, String member) {
    if (node.isNull() && member.endsWith("]")) {
      return Optional.of(member);
    }
    Stream<Optional<String>> below =
        node.isArray()
            ? IntStream.range(0, node.size())
                .mapToObj(i -> nullItem(node.path(i), member + "[" + i + "]"))
            : node.properties().stream()
                .map(
                    one ->
                        nullItem(
                            one.getValue(),
                            member.isEmpty() ? one.getKey() : member + "." + one.getKey()));
    return below.flatMap(Optional::stream).findFirst();
  }

  private static JsonNode at(JsonNode tree, List<JsonMappingException.Reference> path) {
    JsonNode node = tree;
    for (JsonMappingException.Reference part : path) {
      node =
          part.getFieldName() == null ? node.path(part.getIndex()) : node.path(part.getFieldName());
    }
    return node;
  }

  private static Optional<BadJson> unknown(JsonNode node, Class<?> type, String above) {
    if (!type.isRecord()) {
      return Optional.empty();
    }
    Set<String> known =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    return node.properties().stream()
        .map(Map.Entry::getKey)
        .filter(name -> !known.contains(name))
        .findFirst()
        .map(name -> above.isEmpty() ? name : above + "." + name)
        .map(name -> new BadJson(name, name + " " + unknown(known)));
  }

  private static String unknown(Collection<?> known) {
    return "is not known here. Members are: "
        + known.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "))
        + ".";
  }

  /** Returns what is wrong with JSON, in words that repeat none of it. */
  static BadJson describe(IOException e) {
    if (e instanceof StreamConstraintsException) {
      return new BadJson("", "The JSON is nested too deeply or holds too long a value.");
    }
    if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      return at(member(mapping.getPath()), why(mapping));
    }
    if (e instanceof JsonMappingException mapping
        && mapping.getCause() instanceof IllegalArgumentException cause) {
      return at("", cause.getMessage() + ".");
    }
    if (e instanceof JsonProcessingException processing
        && processing.getOriginalMessage().startsWith("Duplicate field")) {
      return new BadJson("", "The JSON holds the same member twice in one object.");
    }
    return new BadJson("", "The body is not well-formed JSON.");
  }

  private static String member(List<JsonMappingException.Reference> path) {
    String member =
        path.stream()
            .map(
                part ->
                    part.getFieldName() == null
                        ? "[" + part.getIndex() + "]"
                        : "." + part.getFieldName())
            .collect(Collectors.joining());
    return member.startsWith(".") ? member.substring(1) : member;
  }

  /** Returns the error of a member, whose name the reason may repeat at its beginning. */
  private static BadJson at(String member, String why) {
    int end = why.indexOf(' ');
    String named = end < 0 ? why : why.substring(0, end);
    String above = INDEX.matcher(member).replaceAll("");
    boolean isMember = above.isEmpty() || named.equals(above) || named.startsWith(above + ".");
    if (!NAME.matcher(named).matches() || !isMember) {
      return new BadJson(member, (member + " " + why).strip());
    }
    String exact = member + named.substring(above.length());
    return new BadJson(exact, exact + why.substring(named.length()));
  }

  private static String why(JsonMappingException e) {
    return switch (e) {
      case UnrecognizedPropertyException unknown -> unknown(unknown.getKnownPropertyIds());
      case ValueInstantiationException refused
          when refused.getCause() instanceof IllegalArgumentException cause ->
          cause.getMessage() + ".";
      case MismatchedInputException mismatched when mismatched.getTargetType() != null ->
          "must be " + wanted(mismatched.getTargetType()) + ".";
      default -> "has a value of the wrong type.";
    };
  }

  private static String wanted(Class<?> type) {
    if (type.isEnum()) {
      return "one of "
          + Stream.of(type.getEnumConstants())
              .map(constant -> StrictJson.mapper().valueToTree(constant).asText())
              .collect(Collectors.joining(", "));
    }
    if (type == Duration.class) {
      return "an ISO 8601 duration, such as PT1H";
    }
    if (type == Instant.class) {
      return "an RFC 3339 date-time, such as 2026-11-24T09:00:00Z";
    }
    if (type == URI.class) {
      return "a URL";
    }
    if (type == String.class) {
      return "a string";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
      return "a number";
    }
    return Collection.class.isAssignableFrom(type) ? "a list" : "an object";
  }
}
