package io.bailiwick.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.check.Caller;
import io.bailiwick.embedded.LocalServers;
import io.bailiwick.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.cyclonedx.Version;
import org.cyclonedx.parsers.JsonParser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Builds the images, looks at them, and runs all three as containers would be run, against
 * PostgreSQL and Kafka of this machine.
 */
class ImagesIT {
  private static final Path PROJECT = Path.of(System.getProperty("bailiwick.home"));
  private static final Path TARGET = PROJECT.resolve("deploy/images/target");
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final Map<String, ServiceImage.Built> BUILT = new LinkedHashMap<>();
  private static final Map<String, UnpackedImage> IMAGES = new LinkedHashMap<>();
  private static final Release RELEASE =
      Release.of(PROJECT).with(Optional.of("https://git.example/b"), Optional.empty());
  private static @Nullable Base base;
  private static @Nullable Path folder;

  @BeforeAll
  static void build() throws Exception {
    assumeTrue(
        Stream.of("apt-get", "dpkg-deb").allMatch(ImagesIT::isInstalled),
        "the base of the images needs apt-get and dpkg-deb");
    Base made = Base.Own.make(PROJECT, TARGET.resolve("base"), RELEASE);
    base = made;
    Path unpacked = Files.createTempDirectory("bailiwick-images");
    folder = unpacked;
    // User 10001 has to come in.
    Files.setPosixFilePermissions(unpacked, PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String service : ServiceImage.SERVICES) {
      BUILT.put(service, image(service).build(made, RELEASE, TARGET.resolve("it"), cache("cache")));
    }
    BUILT.values().parallelStream()
        .map(
            built ->
                Map.entry(
                    built.service(),
                    UnpackedImage.of(built.tar(), unpacked.resolve(built.service()))))
        .toList()
        .forEach(image -> IMAGES.put(image.getKey(), image.getValue()));
  }

  @AfterAll
  static void remove() throws IOException, InterruptedException {
    if (folder != null) {
      Command.run(Map.of(), "rm", "-rf", folder.toString());
    }
  }

  private static ServiceImage image(String service) {
    return ServiceImage.of(PROJECT, service, Optional.empty());
  }

  private static Path cache(String name) {
    return TARGET.resolve(name);
  }

  private static boolean isInstalled(String program) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  /** The second build has no layer of the first, apart from those of the base. */
  @Test
  void theSameFilesGiveTheSameDigest() throws Exception {
    ServiceImage enforcer = image("policy-enforcer");
    Path again = Objects.requireNonNull(folder).resolve("again");
    Path fresh = Files.createDirectories(again.resolve("cache"));
    Files.createSymbolicLink(fresh.resolve("base-layers"), cache("cache").resolve("base-layers"));
    ServiceImage.Built second = enforcer.build(Objects.requireNonNull(base), RELEASE, again, fresh);
    ServiceImage.Built first = Objects.requireNonNull(BUILT.get("policy-enforcer"));
    assertThat(second.digest()).isEqualTo(first.digest());
    assertThat(second.tar()).hasSameBinaryContentAs(first.tar());
    assertThat(again.resolve("policy-enforcer.digest")).hasContent(second.digest());
  }

  @Test
  void theImagesSayWhatTheyAre() throws Exception {
    for (Map.Entry<String, UnpackedImage> image : IMAGES.entrySet()) {
      JsonNode config = image.getValue().config();
      assertThat(config.get("User").textValue()).isEqualTo("10001:10001");
      assertThat(config.get("ExposedPorts").has("8080/tcp")).isTrue();
      assertThat(config.get("ExposedPorts").has("9000/tcp")).isTrue();
      String prefix = "/Labels/org.opencontainers.image.";
      assertThat(config.at(prefix + "title").asText()).isEqualTo("bailiwick/" + image.getKey());
      assertThat(config.at(prefix + "version").asText()).isEqualTo(RELEASE.version());
      assertThat(config.at(prefix + "created").asText()).isEqualTo(RELEASE.created().toString());
      assertThat(config.at(prefix + "source").asText()).isEqualTo("https://git.example/b");
      assertThat(Optional.of(config.at(prefix + "revision").asText()).filter(r -> !r.isEmpty()))
          .isEqualTo(RELEASE.revision());
    }
  }

  /** An SBOM names each jar of its image and nothing else, apart from the base. */
  @Test
  void theSbomListsTheFilesOfTheImage() throws Exception {
    for (Map.Entry<String, UnpackedImage> image : IMAGES.entrySet()) {
      Path app = image.getValue().root().resolve("app");
      byte[] sbom = Files.readAllBytes(app.resolve(image.getKey() + ".cdx.json"));
      assertThat(TARGET.resolve("it").resolve(image.getKey() + ".cdx.json")).hasBinaryContent(sbom);
      assertThat(new JsonParser().validate(sbom, Version.VERSION_16)).isEmpty();
      List<JsonNode> components =
          StrictJson.mapper().readTree(sbom).get("components").valueStream().toList();
      assertThat(components)
          .extracting(component -> component.get("purl").textValue())
          .anyMatch(purl -> purl.startsWith("pkg:deb/debian/libc6@"))
          .anyMatch(purl -> purl.startsWith("pkg:generic/java-runtime@25"));
      try (Stream<Path> files = Files.walk(app.resolve("lib"))) {
        assertThat(components)
            .filteredOn(component -> component.has("hashes"))
            .extracting(component -> component.at("/hashes/0/content").textValue())
            .containsExactlyInAnyOrderElementsOf(
                files.filter(Files::isRegularFile).map(ImagesIT::digest).toList());
      }
    }
  }

  private static String digest(Path file) {
    try {
      return Sbom.sha256(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Java is the only program, and no file can be changed or has more rights than its caller. */
  @Test
  void thereIsNoShellAndNothingToWrite() throws Exception {
    for (UnpackedImage image : IMAGES.values()) {
      try (Stream<Path> files = Files.walk(image.root())) {
        List<Path> all =
            files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).toList();
        assertThat(all)
            .extracting(file -> file.getFileName().toString())
            .contains("java")
            .doesNotContain("sh", "bash", "dash", "busybox", "apt-get", "dpkg");
        for (Path file : all) {
          int mode = (Integer) Files.getAttribute(file, "unix:mode");
          assertThat(mode & 07022).as("%s", file).isZero();
          assertThat(Files.getPosixFilePermissions(file)).contains(PosixFilePermission.OTHERS_READ);
        }
      }
    }
  }

  @Test
  void allThreeWorkAsContainersAndStopWithoutLosingARequest() throws Exception {
    assumeTrue(isInstalled("bwrap"), "needs bubblewrap: apt-get install bubblewrap");
    try (LocalServers servers = LocalServers.forTests();
        ThreeServices system = new ThreeServices(IMAGES, servers, TARGET)) {
      for (String service : ServiceImage.SERVICES) {
        // C2 would only cost time here.
        system.start(service, "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC", Optional.empty());
      }
      for (Contained service : system.running().values()) {
        service.awaitReady();
      }
      Duration life = Duration.ofMinutes(5);
      String operator = servers.issuer().token("operator", "bailiwick.operate", life);
      String platform =
          servers
              .issuer()
              .token("platform", "bailiwick.check bailiwick.accounts.read bailiwick.handles", life);
      String scim = organization(Caller.json(system.url("scim-gateway"), operator));
      pushUntilDenied(system, scim, platform);
      stopWithRequests(system, scim, platform);
    }
  }

  private static String organization(Caller operator) throws Exception {
    operator
        .post(
            "/organizations",
            Map.of("id", "acme", "displayName", "Acme", "defaultRole", "contributor"))
        .expect(201);
    return operator
        .post("/organizations/acme/scim-tokens", Map.of())
        .expect(201)
        .body()
        .get("token")
        .textValue();
  }

  private static void pushUntilDenied(ThreeServices system, String token, String platform)
      throws Exception {
    Caller scim = Caller.scim(system.url("scim-gateway") + "/scim/v2/acme", token);
    String jane = scim.post("/Users", person("jane")).expect(201).body().get("id").textValue();
    Caller enforcer = Caller.json(system.url("policy-enforcer"), platform);
    Caller worker = Caller.json(system.url("provisioning-worker"), platform);
    Awaitility.await().atMost(GRACE).until(() -> mayRead(enforcer, jane));
    assertThat(worker.get("/accounts/" + jane).expect(200).body().get("id").textValue())
        .isEqualTo(jane);
    scim.patch(
            "/Users/" + jane,
            Map.of(
                "schemas", List.of("urn:ietf:params:scim:api:messages:2.0:PatchOp"),
                "Operations", List.of(Map.of("op", "replace", "path", "active", "value", false))))
        .expect(200);
    Awaitility.await().atMost(GRACE).until(() -> !mayRead(enforcer, jane));
  }

  private static Map<String, ?> person(String name) {
    return Map.of(
        "schemas",
        List.of("urn:ietf:params:scim:schemas:core:2.0:User"),
        "userName",
        name + "@acme.example",
        "externalId",
        name,
        "active",
        true);
  }

  private static boolean mayRead(Caller enforcer, String subject) throws Exception {
    return enforcer
        .post("/access/v1/evaluation", StrictJson.mapper().readTree(question(subject)))
        .expect(200)
        .body()
        .get("decision")
        .booleanValue();
  }

  private static String question(String subject) {
    return """
    {"subject": {"type": "user", "id": "%s"}, "action": {"name": "repository.read"},
     "resource": {"type": "model", "id": "acme/bert",
                  "properties": {"owner": "acme", "visibility": "private"}},
     "context": {"session": {"id": "s", "organization": "acme", "authenticated_at": "%s"}}}
    """
        .formatted(subject, Instant.now());
  }

  /** Each service is waiting for the rest of a request when it is told to stop. */
  private static void stopWithRequests(ThreeServices system, String scim, String platform)
      throws Exception {
    String joe = new String(StrictJson.write(person("joe")), UTF_8);
    try (HeldRequest push =
            HeldRequest.begin(
                system.port("scim-gateway"),
                "/scim/v2/acme/Users",
                scim,
                "application/scim+json",
                joe);
        HeldRequest handle =
            HeldRequest.begin(
                system.port("provisioning-worker"),
                "/handles",
                platform,
                "application/json",
                "{\"handles\": [{\"handle\": \"somebody\", \"account\": \"u1\"}]}");
        HeldRequest check =
            HeldRequest.begin(
                system.port("policy-enforcer"),
                "/access/v1/evaluation",
                platform,
                "application/json",
                question("x"))) {
      // The requests have to be with the services before the signal is.
      Thread.sleep(1000);
      system.running().values().forEach(Contained::terminate);
      Thread.sleep(500);
      assertThat(push.end()).isEqualTo(201);
      assertThat(handle.end()).isLessThan(300).isGreaterThanOrEqualTo(200);
      assertThat(check.end()).isEqualTo(200);
    }
    for (Map.Entry<String, Contained> service : system.running().entrySet()) {
      assertThat(service.getValue().awaitEnd(GRACE)).as(service.getKey()).contains(143);
    }
  }
}
