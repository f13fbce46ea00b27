package io.bailiwick.enforcer.decision;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.bailiwick.enforcer.decision.Scenario.Destination;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads src/test/resources/scenarios; its README.md has the format. */
final class ScenarioTables {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .addModule(new Jdk8Module())
          .enable(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .build();

  private ScenarioTables() {}

  static List<Scenario> read() throws IOException {
    URI dir = URI.create(String.valueOf(ScenarioTables.class.getResource("/scenarios")));
    List<Scenario> scenarios = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(dir))) {
      for (Path file : files.filter(one -> one.toString().endsWith(".yaml")).sorted().toList()) {
        JsonNode root = YAML.readTree(file.toFile());
        if (root.isArray()) {
          for (JsonNode row : root) {
            scenarios.addAll(YAML.treeToValue(row, Row.class).scenarios());
          }
        } else {
          scenarios.addAll(tables(root));
        }
      }
    }
    return scenarios;
  }

  /** Reads a table per action, or per list of actions that are alike. */
  private static List<Scenario> tables(JsonNode root) throws IOException {
    List<Scenario> scenarios = new ArrayList<>();
    for (var table : root.properties()) {
      for (String action : table.getKey().split(", ", -1)) {
        for (JsonNode row : table.getValue()) {
          ObjectNode named = ((ObjectNode) row.deepCopy()).put("action", action);
          scenarios.addAll(YAML.treeToValue(named, Row.class).scenarios());
        }
      }
    }
    return scenarios;
  }

  private record Target(Optional<String> owner, List<String> visibility, Optional<String> group) {}

  private record Row(
      Optional<String> subject,
      String action,
      Optional<String> type,
      Optional<String> id,
      List<String> owner,
      List<String> visibility,
      @JsonProperty("created_by") Optional<String> createdBy,
      Optional<Target> to,
      Optional<List<String>> scopes,
      Optional<String> group,
      Optional<String> role,
      Optional<String> limits,
      Optional<String> session,
      JsonNode expect) {

    List<Scenario> scenarios() {
      List<Scenario> scenarios = new ArrayList<>();
      for (Optional<String> where : each(owner)) {
        for (Optional<String> seen : each(visibility)) {
          for (Optional<String> after : each(to.map(Target::visibility).orElse(null))) {
            TreeMap<String, String> byRole = new TreeMap<>();
            expect.properties().forEach(one -> byRole.put(one.getKey(), one.getValue().asText()));
            if (expect.isTextual()) {
              byRole.put(role.orElse(""), expect.asText());
            }
            byRole.forEach((as, reason) -> scenarios.add(scenario(where, seen, after, as, reason)));
          }
        }
      }
      return scenarios;
    }

    private Scenario scenario(
        Optional<String> where,
        Optional<String> seen,
        Optional<String> after,
        String as,
        String reason) {
      String kind = type.orElseGet(this::ownType);
      boolean namespace = ResourceKind.of(kind) == ResourceKind.NAMESPACE;
      return new Scenario(
          subject,
          action,
          kind,
          id.or(() -> where.filter(owner -> namespace)).orElse("x"),
          where,
          seen,
          createdBy,
          to.map(target -> new Destination(target.owner(), after, target.group())),
          scopes,
          group,
          Optional.of(as.split("/", -1)[0]).filter(text -> !text.isEmpty()),
          Optional.of(as)
              .filter(text -> text.contains("/"))
              .map(text -> text.substring(text.indexOf('/') + 1)),
          limits,
          session,
          reason);
    }

    private String ownType() {
      String word = action.substring(0, action.indexOf('.'));
      return ResourceKind.of(word) == ResourceKind.UNKNOWN ? "model" : word;
    }

    private static List<Optional<String>> each(
        @org.jspecify.annotations.Nullable List<String> words) {
      return words == null
          ? List.of(Optional.empty())
          : words.stream()
              .map(word -> Optional.of(word).filter(one -> !one.equals("omitted")))
              .toList();
    }
  }
}
