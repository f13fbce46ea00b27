package io.bailiwick.images;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Builds the images of the packaged services: {@code ./bailiwick images}. */
@Command(
    name = "images",
    description = "Build container images of the services, without a container engine.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class Main implements Callable<Integer> {
  private static final Path PROJECT = Path.of(System.getProperty("bailiwick.home", "."));

  @Option(
      names = "--base",
      paramLabel = "NAME@sha256:DIGEST",
      defaultValue = "${env:BAILIWICK_IMAGE_BASE}",
      description =
          "an image with Java 25 on its path, of a registry; without it, the base is made of Debian"
              + " packages and this JDK")
  private Optional<String> base = Optional.empty();

  @Option(
      names = "--source",
      paramLabel = "URL",
      description =
          "the label of the published source; without it, the remote origin if it is https")
  private Optional<String> source = Optional.empty();

  @Option(
      names = "--licenses",
      paramLabel = "SPDX",
      description = "the label of the licences, as an SPDX expression")
  private Optional<String> licenses = Optional.empty();

  @Option(
      names = "--aot-caches",
      paramLabel = "FOLDER",
      description =
          "a folder with SERVICE.aot of each service, for a faster start; such images are not"
              + " reproducible")
  private Optional<Path> aotCaches = Optional.empty();

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      description = "where the images go; without it, deploy/images/target/images")
  private Optional<Path> output = Optional.empty();

  private Main() {}

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new Main())
            .setExecutionExceptionHandler(
                (e, commandLine, parsed) -> {
                  commandLine.getErr().println("bailiwick: " + e.getMessage());
                  return 1;
                })
            .execute(args));
  }

  @Override
  public Integer call() throws Exception {
    Path target = PROJECT.resolve("deploy/images/target");
    Release release = Release.of(PROJECT).with(source, licenses);
    Base from =
        base.isPresent()
            ? new Base.Named(base.get())
            : Base.Own.make(PROJECT, target.resolve("base"), release);
    Path folder = output.orElse(target.resolve("images"));
    for (String service : ServiceImage.SERVICES) {
      Optional<Path> aot = aotCaches.map(caches -> caches.resolve(service + ".aot"));
      ServiceImage.Built built =
          ServiceImage.of(PROJECT, service, aot)
              .build(from, release, folder, target.resolve("cache"));
      System.out.printf(
          "%-30s %4d MB  %s%n",
          "bailiwick/" + service, Files.size(built.tar()) / 1_000_000, built.digest());
    }
    System.out.println("Images, digests and SBOMs are in " + folder);
    return 0;
  }
}
