package io.bailiwick.images;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A part of an image, as its SBOM lists it.
 *
 * @param group the publisher or Maven group; empty for a Debian package
 * @param purl the package URL
 * @param sha256 the digest of the file, if the part is one
 */
record Component(
    String type, String group, String name, String version, String purl, Optional<String> sha256) {

  /**
   * Returns a Maven artifact.
   *
   * @param coordinates group, artifact, classifier, type and version, as Quarkus lists them
   */
  static Component ofMaven(String[] coordinates, String sha256) {
    String classifier = coordinates[2].isEmpty() ? "" : "?classifier=" + coordinates[2] + "&type=";
    String type = coordinates[2].isEmpty() ? "?type=" : "";
    return new Component(
        "library",
        coordinates[0],
        coordinates[1],
        coordinates[4],
        "pkg:maven/%s/%s@%s%s%s%s"
            .formatted(
                coordinates[0], coordinates[1], coordinates[4], classifier, type, coordinates[3]),
        Optional.of(sha256));
  }

  /**
   * Returns a part of the base.
   *
   * @param fields a line of {@code base.tsv}: kind, name, version, architecture
   */
  static Component ofBase(String[] fields) {
    String version = URLEncoder.encode(fields[2], StandardCharsets.UTF_8);
    if (fields[0].equals("java")) {
      return new Component(
          "platform",
          fields[1],
          "java-runtime",
          fields[2],
          "pkg:generic/java-runtime@" + version,
          Optional.empty());
    }
    return new Component(
        "library",
        "",
        fields[1],
        fields[2],
        "pkg:deb/debian/%s@%s?arch=%s".formatted(fields[1], version, fields[3]),
        Optional.empty());
  }
}
