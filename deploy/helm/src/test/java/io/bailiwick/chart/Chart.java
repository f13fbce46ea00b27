package io.bailiwick.chart;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The chart as Helm renders it for one set of values. There is no cluster: Helm is a library in
 * this process.
 */
record Chart(String profile, List<JsonNode> manifests) {
  static final Path HOME = Path.of(System.getProperty("bailiwick.home"));
  static final Path FOLDER = HOME.resolve("deploy/helm/bailiwick");
  static final String NAMESPACE = "identity";

  /** The sets of values: two that users get, and one with everything switched on. */
  private static final Map<String, List<Path>> PROFILES =
      Map.of(
          "small", List.of(FOLDER.resolve("values-small.yaml")),
          "ha", List.of(FOLDER.resolve("values-ha.yaml")),
          "external", List.of(values("external")));

  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION).build();

  /** The library renders no hooks, so this copy of the chart has none: they are plain resources. */
  private static final Path WITH_HOOKS = copyWithPlainHooks();

  private static final Map<String, Chart> RENDERED = new ConcurrentHashMap<>();

  static Stream<String> profiles() {
    return PROFILES.keySet().stream().sorted();
  }

  static Chart of(String profile) {
    return RENDERED.computeIfAbsent(profile, one -> new Chart(one, render(valuesOf(one))));
  }

  static List<JsonNode> render(JsonNode values) {
    try {
      Path file = Files.createTempFile("values", ".yaml");
      try {
        YAML.writeValue(file.toFile(), values);
        String text =
            new Helm(WITH_HOOKS)
                .template()
                .withName("bailiwick")
                .withNamespace(NAMESPACE)
                .withKubeVersion("1.36.0")
                .withValuesFile(file)
                .call();
        return documents(text);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path copyWithPlainHooks() {
    try {
      Path copy = Files.createTempDirectory("chart");
      copy(copy, "helm.sh/hook", "plain/hook");
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path to, String text, String replacement) throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(FOLDER.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.writeString(target, Files.readString(file).replace(text, replacement));
        target.toFile().deleteOnExit();
      }
    }
  }

  /** Lints a copy of the chart whose defaults are the profile's values. */
  static LintResult lint(String profile, Path copy) throws IOException {
    copy(copy, "helm.sh/hook", "helm.sh/hook");
    ObjectNode values = (ObjectNode) YAML.readTree(FOLDER.resolve("values.yaml").toFile());
    YAML.writeValue(copy.resolve("values.yaml").toFile(), merge(values, valuesOf(profile)));
    return new Helm(copy).lint().strict().call();
  }

  static ObjectNode valuesOf(String profile) {
    ObjectNode values = YAML.createObjectNode();
    List<Path> files = new ArrayList<>(List.of(values("required")));
    files.addAll(PROFILES.get(profile));
    for (Path file : files) {
      merge(values, yaml(file));
    }
    return values;
  }

  private static Path values(String name) {
    return HOME.resolve("deploy/helm/src/test/resources/values/%s.yaml".formatted(name));
  }

  static JsonNode yaml(Path file) {
    try {
      return YAML.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonNode> documents(String text) throws IOException {
    try (var parser = YAML.getFactory().createParser(text)) {
      return YAML.readValues(parser, JsonNode.class).readAll().stream()
          .filter(JsonNode::isObject)
          .toList();
    }
  }

  private static ObjectNode merge(ObjectNode into, JsonNode from) {
    from.properties()
        .forEach(
            entry -> {
              if (entry.getValue().isObject() && into.path(entry.getKey()).isObject()) {
                merge((ObjectNode) into.get(entry.getKey()), entry.getValue());
              } else {
                into.set(entry.getKey(), entry.getValue());
              }
            });
    return into;
  }

  Stream<JsonNode> all(String kind) {
    return manifests.stream().filter(one -> one.path("kind").asText().equals(kind));
  }

  JsonNode one(String kind, String name) {
    return all(kind)
        .filter(one -> one.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no %s %s in %s".formatted(kind, name, profile)));
  }

  /** Everything that runs: the specifications of pods, by the name of what creates them. */
  Map<String, JsonNode> pods() {
    Map<String, JsonNode> pods = new ConcurrentHashMap<>();
    for (JsonNode one : manifests) {
      String name = one.at("/metadata/name").asText();
      switch (one.path("kind").asText()) {
        case "Deployment", "Job" -> pods.put(name, one.at("/spec/template/spec"));
        case "Pod" -> pods.put(name, one.path("spec"));
        default -> {}
      }
    }
    return pods;
  }

  static Stream<JsonNode> elements(JsonNode array) {
    return array.valueStream();
  }
}
