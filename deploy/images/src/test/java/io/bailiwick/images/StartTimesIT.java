package io.bailiwick.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.embedded.LocalServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Measures how long each image needs until it is ready, without an AOT cache and with one that a
 * run of the image has written: {@code -Dbailiwick.test.starts=3}.
 */
@EnabledIfSystemProperty(named = "bailiwick.test.starts", matches = "\\d+")
class StartTimesIT {
  private static final Path PROJECT = Path.of(System.getProperty("bailiwick.home"));
  private static final Path TARGET = PROJECT.resolve("deploy/images/target");
  private static final Duration GRACE = Duration.ofMinutes(3);
  private final Map<String, UnpackedImage> images = new LinkedHashMap<>();
  private final Release release = Release.of(PROJECT);

  @Test
  void anAotCacheMakesTheStartFaster() throws Exception {
    Base base = Base.Own.make(PROJECT, TARGET.resolve("base"), release);
    Path folder = open(Files.createTempDirectory("bailiwick-starts"), "rwxr-xr-x");
    try (LocalServers servers = LocalServers.forTests();
        ThreeServices system = new ThreeServices(images, servers, folder)) {
      for (String service : ServiceImage.SERVICES) {
        images.put(service, unpacked(service, Optional.empty(), base, folder.resolve(service)));
        // The first start migrates the database and creates the topics. The enforcer needs both
        // others.
        system.start(service, "", Optional.empty()).awaitReady();
      }
      Path caches = Files.createDirectories(TARGET.resolve("aot"));
      for (String service : ServiceImage.SERVICES.reversed()) {
        measure(system, service, "without");
        Path tmp =
            open(Files.createDirectories(folder.resolve("tmp").resolve(service)), "rwxrwxrwx");
        stop(system, service);
        system.start(service, "-XX:AOTCacheOutput=/tmp/app.aot", Optional.of(tmp)).awaitReady();
        stop(system, service);
        Path cache = caches.resolve(service + ".aot");
        Files.copy(tmp.resolve("app.aot"), cache, StandardCopyOption.REPLACE_EXISTING);
        System.out.printf("%s: cache of %d MB%n", service, Files.size(cache) / 1_000_000);
        images.put(
            service, unpacked(service, Optional.of(cache), base, folder.resolve(service + "-aot")));
        system.start(service, "", Optional.empty()).awaitReady();
        measure(system, service, "with");
      }
    } finally {
      Command.run(Map.of(), "rm", "-rf", folder.toString());
    }
  }

  private static Path open(Path folder, String rights) throws Exception {
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(rights));
  }

  private UnpackedImage unpacked(String service, Optional<Path> cache, Base base, Path folder)
      throws Exception {
    ServiceImage.Built built =
        ServiceImage.of(PROJECT, service, cache)
            .build(base, release, folder.resolve("image"), TARGET.resolve("cache"));
    System.out.printf("%s: image of %d MB%n", service, Files.size(built.tar()) / 1_000_000);
    return UnpackedImage.of(built.tar(), folder);
  }

  private static void measure(ThreeServices system, String service, String kind) throws Exception {
    for (int i = 0; i < Integer.getInteger("bailiwick.test.starts"); i++) {
      stop(system, service);
      Contained started = system.start(service, "", Optional.empty());
      long took = started.awaitReady().toMillis();
      long processor = started.processorTime().toMillis();
      System.out.printf(
          "%s: ready after %d ms, %d ms of processor time, %s a cache%n",
          service, took, processor, kind);
    }
  }

  private static void stop(ThreeServices system, String service) throws Exception {
    Contained running = Objects.requireNonNull(system.running().get(service));
    running.terminate();
    assertThat(running.awaitEnd(GRACE)).contains(143);
  }
}
