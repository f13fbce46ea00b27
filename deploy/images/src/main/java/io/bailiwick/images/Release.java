package io.bailiwick.images;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;

/**
 * What an image says about its origin.
 *
 * @param created the time of all files, the same for each build of a version
 * @param revision the commit, with {@code -dirty} if the checkout differs from it; none without Git
 * @param source where the source is published, if it is
 * @param licenses an SPDX expression, if who builds the image names one
 */
record Release(
    String version,
    Instant created,
    Optional<String> revision,
    Optional<String> source,
    Optional<String> licenses) {

  /** Returns the release of a checkout. */
  static Release of(Path project) {
    Properties built = new Properties();
    try (InputStream file = Release.class.getResourceAsStream("/images.properties")) {
      built.load(Objects.requireNonNull(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Release(
        built.getProperty("version"),
        Instant.parse(built.getProperty("timestamp")),
        git(project, "rev-parse", "HEAD")
            .map(head -> git(project, "status", "--porcelain").isEmpty() ? head : head + "-dirty"),
        git(project, "remote", "get-url", "origin").flatMap(Release::published),
        Optional.empty());
  }

  /** Returns this release with what its builder says about it. */
  Release with(Optional<String> statedSource, Optional<String> statedLicenses) {
    return new Release(version, created, revision, statedSource.or(() -> source), statedLicenses);
  }

  /** Returns the address of a remote without credentials; a path of this machine is none. */
  static Optional<String> published(String remote) {
    return remote.startsWith("https://")
        ? Optional.of(remote.replaceFirst("^https://[^/]*@", "https://"))
        : Optional.empty();
  }

  private static Optional<String> git(Path project, String... command) {
    try {
      Process git =
          new ProcessBuilder(Command.line("git", command))
              .directory(project.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor() == 0 && !said.isEmpty() ? Optional.of(said) : Optional.empty();
    } catch (IOException noGit) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
