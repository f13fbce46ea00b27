package io.bailiwick.images;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files and the configuration of an image, as an engine would see them.
 *
 * @param root the files, of all layers in their order
 * @param config the member {@code config} of the image's configuration (OCI)
 */
record UnpackedImage(Path root, JsonNode config) {

  /** Unpacks an OCI image. */
  static UnpackedImage of(Path tar, Path folder) {
    Path blobs = folder.resolve("oci");
    Path root = folder.resolve("root");
    try {
      Files.createDirectories(blobs);
      Files.createDirectories(root);
      Command.run(Map.of(), "tar", "-xf", tar.toString(), "-C", blobs.toString());
      JsonNode index = json(blobs.resolve("index.json"));
      JsonNode manifest = json(blob(blobs, index.at("/manifests/0")));
      for (JsonNode layer : manifest.get("layers")) {
        Path file = blob(blobs, layer);
        Command.run(
            Map.of(),
            "tar",
            "--warning=no-unknown-keyword",
            "--no-same-owner",
            "-xzpf",
            file.toString(),
            "-C",
            root.toString());
      }
      return new UnpackedImage(root, json(blob(blobs, manifest.get("config"))).get("config"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Path blob(Path blobs, JsonNode descriptor) {
    return blobs.resolve("blobs").resolve(descriptor.get("digest").textValue().replace(':', '/'));
  }

  private static JsonNode json(Path file) throws IOException {
    return StrictJson.mapper().readTree(Files.readAllBytes(file));
  }

  List<String> entrypoint() {
    List<String> line = new ArrayList<>();
    config.get("Entrypoint").forEach(word -> line.add(word.textValue()));
    return line;
  }

  Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    for (JsonNode pair : config.get("Env")) {
      String[] parts = pair.textValue().split("=", 2);
      environment.put(parts[0], parts[1]);
    }
    return environment;
  }
}
