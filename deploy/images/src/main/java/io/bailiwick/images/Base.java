package io.bailiwick.images;

import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.TarImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What an image stands on: the C library and the Java runtime. */
sealed interface Base {

  /** Begins an image. */
  JibContainerBuilder begin() throws InvalidImageReferenceException;

  /** Returns the contents, as far as they are known here. */
  List<Component> components();

  /**
   * A base of a registry.
   *
   * @param reference its name and digest; a tag could be another image tomorrow
   */
  record Named(String reference) implements Base {
    private static final Pattern DIGEST = Pattern.compile("[^@]+@sha256:[0-9a-f]{64}");

    public Named {
      if (!DIGEST.matcher(reference).matches()) {
        throw new IllegalArgumentException(
            "--base takes NAME@sha256:DIGEST, not " + reference + ": a tag may change");
      }
    }

    @Override
    public JibContainerBuilder begin() throws InvalidImageReferenceException {
      return Jib.from(reference);
    }

    @Override
    public List<Component> components() {
      return List.of();
    }
  }

  /**
   * The base that the script {@code deploy/images/base} makes of Debian packages and a JDK.
   *
   * @param tar the image, as {@code docker save} writes it
   */
  record Own(Path tar, List<Component> components) implements Base {
    public Own {
      components = List.copyOf(components);
    }

    /** Makes the base, or takes the one that the same packages and JDK have made before. */
    static Own make(Path project, Path folder, Release release)
        throws IOException, InterruptedException {
      Command.run(
          Map.of(
              "JAVA_HOME", System.getProperty("java.home"),
              "SOURCE_DATE_EPOCH", Long.toString(release.created().getEpochSecond())),
          project.resolve("deploy/images/base").toString(),
          folder.toString());
      List<Component> components =
          Files.readAllLines(folder.resolve("base.tsv")).stream()
              .map(line -> Component.ofBase(line.split("\t", -1)))
              .toList();
      return new Own(folder.resolve("base.tar"), components);
    }

    @Override
    public JibContainerBuilder begin() {
      return Jib.from(TarImage.at(tar));
    }
  }
}
