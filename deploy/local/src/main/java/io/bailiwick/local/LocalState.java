package io.bailiwick.local;

import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code up} tells scripts in {@code .bailiwick/local.json}.
 *
 * @param gateway base URL, as worker and enforcer
 * @param operatorToken opens the administration API
 * @param serviceToken opens checks and the account API
 * @param identityProvider what the name of a realm is put after; empty without one
 * @param example the example platform; empty without an identity provider
 * @param launcher the process that {@code up} is
 * @param processes name to process
 */
record LocalState(
    String gateway,
    String worker,
    String enforcer,
    String operatorToken,
    String serviceToken,
    Map<String, LocalOrganization> organizations,
    Optional<String> identityProvider,
    Optional<String> example,
    LocalProcess launcher,
    Map<String, LocalProcess> processes) {

  /** An organization's SCIM base URL and token. */
  record LocalOrganization(String scim, String scimToken) {}

  /**
   * A process that {@code up} watches.
   *
   * @param port where it answers on loopback; 0 for the launcher, which does not
   */
  record LocalProcess(long pid, Optional<Instant> startedAt, String log, int port) {
    static LocalProcess of(long pid, String log, int port) {
      return new LocalProcess(
          pid, ProcessHandle.of(pid).flatMap(process -> process.info().startInstant()), log, port);
    }

    /** The process, unless another one has got its number since. */
    Optional<ProcessHandle> handle() {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(process -> process.info().startInstant().equals(startedAt));
    }

    boolean isAlive() {
      return handle().isPresent();
    }
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

  /** The state of the run that is up; empty when none is. */
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

  /** Whether the launcher that wrote this still runs. */
  boolean isUp() {
    return launcher.isAlive();
  }

  /** Whether anything of it still runs, even without its launcher. */
  boolean isLeft() {
    return isUp() || processes.values().stream().anyMatch(LocalProcess::isAlive);
  }
}
