package io.bailiwick.local;

import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The data of {@code up} for scripts, in {@code .bailiwick/local.json}.
 *
 * @param gateway the base URL, like those of worker and enforcer
 * @param enforcers the base URLs of its processes, which have a load balancer if there are several
 * @param operatorToken the token for the administration API
 * @param serviceToken the token for checks and the account API
 * @param identityProvider the URL before the name of a realm; empty without an identity provider
 * @param example the example platform; empty without an identity provider
 * @param edge nginx in front of a service; empty without an identity provider, or without nginx
 * @param launcher the process of {@code up}
 * @param processes name to process
 */
record LocalState(
    String gateway,
    String worker,
    String enforcer,
    List<String> enforcers,
    String operatorToken,
    String serviceToken,
    Map<String, LocalOrganization> organizations,
    Optional<String> identityProvider,
    Optional<String> example,
    Optional<String> edge,
    LocalProcess launcher,
    Map<String, LocalProcess> processes) {

  /** An organization's SCIM base URL and token. */
  record LocalOrganization(String scim, String scimToken) {}

  /**
   * A process that {@code up} watches.
   *
   * @param port its port on loopback, of a service the one of health and metrics; 0 for the
   *     launcher, which has none
   */
  record LocalProcess(long pid, Optional<Instant> startedAt, String log, int port) {
    static LocalProcess of(long pid, String log, int port) {
      return new LocalProcess(
          pid, ProcessHandle.of(pid).flatMap(process -> process.info().startInstant()), log, port);
    }

    /** Returns the process, unless another one has received its number since. */
    Optional<ProcessHandle> handle() {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(process -> process.info().startInstant().equals(startedAt));
    }

    boolean isAlive() {
      return handle().isPresent();
    }
  }

  /** Returns the base URL of a service's health and metrics. */
  String management(String service) {
    return "http://127.0.0.1:" + Objects.requireNonNull(processes.get(service)).port();
  }

  private static Path file() {
    return Home.state().resolve("local.json");
  }

  void write() {
    Home.writePrivate(file(), StrictJson.write(this));
  }

  static void remove() {
    try {
      Files.deleteIfExists(file());
    } catch (IOException e) {
      throw new IllegalStateException("cannot remove " + file(), e);
    }
  }

  /** Returns the state of the running system; empty if there is none. */
  static Optional<LocalState> read() {
    try {
      return Files.exists(file())
          ? Optional.of(StrictJson.read(Files.readAllBytes(file()), LocalState.class))
          : Optional.empty();
    } catch (IOException | BadJson e) {
      throw new IllegalStateException(
          file() + " cannot be read; remove it if nothing is running", e);
    }
  }

  /** Returns the state of the running system, or says how to start one. */
  static LocalState running() {
    return read()
        .filter(LocalState::isUp)
        .orElseThrow(() -> new IllegalStateException("nothing is up: ./bailiwick up first"));
  }

  /** Returns whether the launcher that wrote this still runs. */
  boolean isUp() {
    return launcher.isAlive();
  }

  /** Returns whether any of its processes still runs, even without the launcher. */
  boolean isLeft() {
    return isUp() || processes.values().stream().anyMatch(LocalProcess::isAlive);
  }
}
