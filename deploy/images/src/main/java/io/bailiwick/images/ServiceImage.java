package io.bailiwick.images;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * The image of one service: the base, a layer of libraries and a layer of the service itself. All
 * files belong to root, are readable for everyone, have one time and stand in one order, so that
 * the same files give the same digest.
 *
 * @param service the name of the module and of the image
 * @param app the folder {@code quarkus-app} of the module
 * @param aotCache a cache that a run of this image has written, for a faster start
 */
record ServiceImage(String service, Path app, Optional<Path> aotCache) {
  static final List<String> SERVICES =
      List.of("scim-gateway", "provisioning-worker", "policy-enforcer");
  static final String USER = "10001:10001";
  private static final String HOME = "/app";
  private static final String AOT = HOME + "/app.aot";

  /**
   * Returns the image of a module.
   *
   * @throws IllegalStateException if the module is not packaged
   */
  static ServiceImage of(Path project, String service, Optional<Path> aotCache) {
    Path app = project.resolve(service).resolve("target/quarkus-app");
    if (!Files.exists(app.resolve("quarkus-run.jar"))) {
      throw new IllegalStateException(service + " is not packaged: mvn -DskipTests package");
    }
    return new ServiceImage(service, app, aotCache);
  }

  /** An image that was built. */
  record Built(String service, Path tar, String digest) {}

  /**
   * Builds the image.
   *
   * @param output the folder for the image, its digest and its SBOM
   * @param cache the folder for layers that a later build may use again
   */
  Built build(Base base, Release release, Path output, Path cache)
      throws IOException, InterruptedException {
    Files.createDirectories(output);
    Path tar = output.resolve(service + ".tar");
    List<Component> components = new ArrayList<>(base.components());
    components.addAll(Sbom.artifacts(app));
    Path sbom = output.resolve(service + ".cdx.json");
    Files.write(sbom, Sbom.json(service, release, components));
    try {
      String digest =
          plan(base, release, sbom)
              .containerize(
                  Containerizer.to(
                          TarImage.at(tar).named("bailiwick/" + service + ":" + release.version()))
                      .setOfflineMode(base instanceof Base.Own)
                      .setBaseImageLayersCache(cache.resolve("base-layers"))
                      .setApplicationLayersCache(cache.resolve("layers"))
                      .setToolName("bailiwick"))
              .getDigest()
              .toString();
      Files.writeString(
          output.resolve(service + ".digest"), digest + "\n", StandardCharsets.US_ASCII);
      return new Built(service, tar, digest);
    } catch (InvalidImageReferenceException
        | RegistryException
        | CacheDirectoryCreationException
        | ExecutionException e) {
      throw new IOException("the image of " + service + " failed: " + e.getMessage(), e);
    }
  }

  private JibContainerBuilder plan(Base base, Release release, Path sbom)
      throws IOException, InvalidImageReferenceException {
    List<FileEntriesLayer> layers = new ArrayList<>();
    layers.add(layer("libraries", release.created(), List.of(app.resolve("lib"))));
    FileEntriesLayer own =
        layer(
            service,
            release.created(),
            List.of(app.resolve("app"), app.resolve("quarkus"), app.resolve("quarkus-run.jar")));
    layers.add(file(own.toBuilder(), sbom, HOME + "/" + sbom.getFileName(), release.created()));
    aotCache.ifPresent(
        cache ->
            layers.add(
                file(FileEntriesLayer.builder().setName("aot"), cache, AOT, release.created())));
    return base.begin()
        .setFileEntriesLayers(layers)
        .setEntrypoint(entrypoint())
        .setEnvironment(environment())
        .setExposedPorts(Port.tcp(8080), Port.tcp(9000))
        .setLabels(labels(release))
        .setUser(USER)
        .setWorkingDirectory(AbsoluteUnixPath.get(HOME))
        .setCreationTime(release.created())
        .setFormat(ImageFormat.OCI);
  }

  /** Options in {@code JDK_JAVA_OPTIONS} of a deployment come before these. */
  private List<String> entrypoint() {
    List<String> line =
        new ArrayList<>(
            List.of(
                "java",
                "-XX:MaxRAMPercentage=65",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+UseCompactObjectHeaders",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED"));
    if (aotCache.isPresent()) {
      line.add("-XX:AOTCache=" + AOT);
    }
    line.addAll(List.of("-jar", HOME + "/quarkus-run.jar"));
    return line;
  }

  private static Map<String, String> environment() {
    return Map.of(
        "QUARKUS_HTTP_HOST", "0.0.0.0",
        "QUARKUS_HTTP_PORT", "8080",
        "QUARKUS_MANAGEMENT_HOST", "0.0.0.0",
        "QUARKUS_MANAGEMENT_PORT", "9000");
  }

  private Map<String, String> labels(Release release) {
    String prefix = "org.opencontainers.image.";
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(prefix + "title", "bailiwick/" + service);
    labels.put(prefix + "version", release.version());
    labels.put(prefix + "created", release.created().toString());
    release.licenses().ifPresent(names -> labels.put(prefix + "licenses", names));
    release.revision().ifPresent(commit -> labels.put(prefix + "revision", commit));
    release.source().ifPresent(url -> labels.put(prefix + "source", url));
    return labels;
  }

  private FileEntriesLayer layer(String name, Instant time, List<Path> roots) throws IOException {
    FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName(name);
    for (Path root : roots) {
      try (Stream<Path> found = Files.walk(root)) {
        for (Path path : found.sorted().toList()) {
          layer.addEntry(
              path,
              AbsoluteUnixPath.get(HOME).resolve(app.relativize(path)),
              Files.isDirectory(path)
                  ? FilePermissions.DEFAULT_FOLDER_PERMISSIONS
                  : FilePermissions.DEFAULT_FILE_PERMISSIONS,
              time);
        }
      }
    }
    return layer.build();
  }

  private static FileEntriesLayer file(
      FileEntriesLayer.Builder layer, Path file, String at, Instant time) {
    return layer
        .addEntry(file, AbsoluteUnixPath.get(at), FilePermissions.DEFAULT_FILE_PERMISSIONS, time)
        .build();
  }
}
