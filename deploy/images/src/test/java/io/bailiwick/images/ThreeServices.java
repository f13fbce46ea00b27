package io.bailiwick.images;

import io.bailiwick.embedded.FreePorts;
import io.bailiwick.embedded.LocalServers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The three services of one system, each from its image. */
final class ThreeServices implements AutoCloseable {
  private final Map<String, Contained> running = new HashMap<>();
  private final List<Integer> ports = FreePorts.take(6);
  private final Map<String, UnpackedImage> images;
  private final LocalServers servers;
  private final Path logs;

  /** Takes ports; {@link #start} starts the services. */
  ThreeServices(Map<String, UnpackedImage> images, LocalServers servers, Path logs) {
    this.images = images;
    this.servers = servers;
    this.logs = logs;
  }

  /**
   * Starts a service.
   *
   * @param options the options of its JVM
   * @param tmp a folder for {@code /tmp}; without it, it is in memory
   */
  Contained start(String service, String options, Optional<Path> tmp) {
    int index = ServiceImage.SERVICES.indexOf(service);
    Map<String, String> settings = settings(service);
    settings.put("jdk.java.options", options);
    Contained started =
        Contained.start(
            Objects.requireNonNull(images.get(service)),
            ports.get(2 * index),
            ports.get(2 * index + 1),
            settings,
            tmp,
            logs.resolve(service + ".log"));
    running.put(service, started);
    return started;
  }

  private Map<String, String> settings(String service) {
    String gateway = url("scim-gateway");
    return switch (service) {
      case "scim-gateway" -> {
        Map<String, String> settings = new HashMap<>(servers.config("gateway"));
        settings.put("bailiwick.gateway.url", gateway);
        settings.put("bailiwick.gateway.token-pepper", "a pepper for tests, 32 characters");
        settings.put("bailiwick.gateway.encryption-key", "a key for tests, of 32 characters");
        yield settings;
      }
      case "provisioning-worker" -> new HashMap<>(servers.config("worker"));
      default -> {
        Map<String, String> settings = new HashMap<>(servers.config());
        settings.put("bailiwick.enforcer.session-issuer", gateway);
        settings.put("bailiwick.enforcer.sign-in-url", gateway + "/sso");
        yield settings;
      }
    };
  }

  int port(String service) {
    return ports.get(2 * ServiceImage.SERVICES.indexOf(service));
  }

  String url(String service) {
    return "http://127.0.0.1:" + port(service);
  }

  Map<String, Contained> running() {
    return running;
  }

  @Override
  public void close() {
    running.values().forEach(Contained::close);
  }
}
