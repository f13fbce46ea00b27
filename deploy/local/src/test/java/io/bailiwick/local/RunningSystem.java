package io.bailiwick.local;

import io.bailiwick.check.Caller;
import io.bailiwick.check.EntraDialect;
import io.bailiwick.check.Person;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;

/** The system that is up: its callers, and its processes to kill and to stop. */
final class RunningSystem {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  private RunningSystem() {}

  static LocalState state() {
    return LocalState.read().orElseThrow();
  }

  static Caller acme() {
    return scim("acme");
  }

  /** Returns the caller that pushes to an organization. */
  static Caller scim(String organization) {
    LocalState.LocalOrganization known =
        Objects.requireNonNull(state().organizations().get(organization));
    return Caller.scim(known.scim(), known.scimToken());
  }

  static Caller operator() {
    return Caller.json(state().gateway(), state().operatorToken());
  }

  /** Returns the URL of the example platform, which runs beside the identity provider. */
  static String example() {
    return state().example().orElseThrow();
  }

  /** Returns the journey of mia of acme at the example platform. */
  static DemoSignIn mia() {
    return new DemoSignIn(acme(), Caller.json(state().worker(), state().serviceToken()), example());
  }

  static DemoPlatform platform() {
    return new DemoPlatform(
        Caller.json(state().enforcer(), state().serviceToken()),
        Caller.json(state().worker(), state().serviceToken()));
  }

  /** Ends a process with kill -9: its number, if there was one. The launcher starts it again. */
  static Optional<Long> kill(String name) {
    return process(name).handle().filter(ProcessHandle::destroyForcibly).map(ProcessHandle::pid);
  }

  /** Ends a process with SIGTERM: its number, if there was one. The launcher starts it again. */
  static Optional<Long> end(String name) {
    return process(name).handle().filter(ProcessHandle::destroy).map(ProcessHandle::pid);
  }

  private static LocalState.LocalProcess process(String name) {
    return Objects.requireNonNull(state().processes().get(name));
  }

  /** Whether a process that was killed has been started again and works. */
  static boolean isBack(String name, long killed) {
    return process(name).isAlive()
        && process(name).pid() != killed
        && (!isService(name) || isReady(name));
  }

  /** Pushes a user to acme as Entra ID does, and returns the id. */
  static String push(int number) throws IOException, InterruptedException {
    return new EntraDialect(acme()).join(Person.of("acme", "test", number));
  }

  /** Waits until all processes of the services say that they are ready. */
  static void awaitReady() {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(
            () ->
                state().processes().keySet().stream()
                    .filter(RunningSystem::isService)
                    .allMatch(RunningSystem::isReady));
  }

  private static boolean isService(String process) {
    return LocalServices.ALL.stream().anyMatch(process::startsWith);
  }

  private static boolean isReady(String service) {
    try {
      return Caller.json(state().management(service), state().serviceToken())
              .get("/q/health/ready")
              .status()
          == 200;
    } catch (IOException down) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static boolean mayRead(String id) {
    try {
      return platform().mayRead(id, "acme");
    } catch (IOException down) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static void awaitMayRead(String id) {
    Awaitility.await().atMost(PATIENCE).until(() -> mayRead(id));
  }
}
