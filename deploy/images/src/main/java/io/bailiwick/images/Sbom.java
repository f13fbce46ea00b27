package io.bailiwick.images;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.bailiwick.json.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The contents of an image as CycloneDX 1.6. It lists the files that are in the image, with their
 * digests, and not what a build resolves. It has no time or number of its own, so that the same
 * image has the same SBOM.
 */
final class Sbom {
  private Sbom() {}

  /**
   * Returns the Maven artifacts of a packaged service.
   *
   * @param app the folder {@code quarkus-app}
   */
  static List<Component> artifacts(Path app) throws IOException {
    List<Component> found = new ArrayList<>();
    for (String line : Files.readAllLines(app.resolve("quarkus-app-dependencies.txt"))) {
      String[] coordinates = line.split(":", -1);
      Path jar = jar(app, coordinates);
      if (Files.exists(jar)) {
        found.add(Component.ofMaven(coordinates, sha256(Files.readAllBytes(jar))));
      }
    }
    return found;
  }

  private static Path jar(Path app, String[] coordinates) {
    String artifact = coordinates[2].isEmpty() ? coordinates[1] : coordinates[2];
    String name = coordinates[0] + "." + artifact + "-" + coordinates[4] + ".jar";
    Path main = app.resolve("lib/main").resolve(name);
    return Files.exists(main) ? main : app.resolve("lib/boot").resolve(name);
  }

  /** Returns the document of a service's image. */
  static byte[] json(String service, Release release, List<Component> components) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("bomFormat", "CycloneDX");
    document.put("specVersion", "1.6");
    List<Map<String, Object>> listed =
        components.stream()
            .sorted(Comparator.comparing(Component::purl))
            .map(Sbom::component)
            .toList();
    Map<String, Object> image = new LinkedHashMap<>();
    image.put("type", "container");
    image.put("bom-ref", service);
    image.put("group", "bailiwick");
    image.put("name", service);
    image.put("version", release.version());
    document.put("serialNumber", "urn:uuid:" + UUID.nameUUIDFromBytes(readable(listed)));
    document.put("version", 1);
    document.put("metadata", Map.of("timestamp", release.created().toString(), "component", image));
    document.put("components", listed);
    document.put(
        "dependencies",
        List.of(
            Map.of(
                "ref", service, "dependsOn", listed.stream().map(c -> c.get("bom-ref")).toList())));
    return readable(document);
  }

  private static Map<String, Object> component(Component component) {
    Map<String, Object> listed = new LinkedHashMap<>();
    listed.put("type", component.type());
    listed.put("bom-ref", component.purl());
    if (!component.group().isEmpty()) {
      listed.put("group", component.group());
    }
    listed.put("name", component.name());
    listed.put("version", component.version());
    component
        .sha256()
        .ifPresent(
            digest -> listed.put("hashes", List.of(Map.of("alg", "SHA-256", "content", digest))));
    listed.put("purl", component.purl());
    return listed;
  }

  private static byte[] readable(Object document) {
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter().withArrayIndenter(DefaultIndenter.SYSTEM_LINEFEED_INSTANCE);
    // INVARIANT: maps in the order of their keys, because their own order differs from run to run.
    ObjectWriter writer =
        StrictJson.mapper().writer(printer).with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    try {
      return (writer.writeValueAsString(document) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
