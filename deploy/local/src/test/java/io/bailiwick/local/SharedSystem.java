package io.bailiwick.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.embedded.Keycloak;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * One system with its identity provider for the journeys of all classes, because its start takes
 * longer than most of them. The first class starts it, and the end of the tests stops it.
 */
final class SharedSystem implements BeforeAllCallback {
  private static @Nullable Started started;

  @Override
  public void beforeAll(ExtensionContext context) {
    context
        .getRoot()
        .getStore(Namespace.create(SharedSystem.class))
        .computeIfAbsent(Started.class, _ -> started = new Started(), Started.class);
  }

  private static Started started() {
    return Objects.requireNonNull(started);
  }

  /** Returns the folder of its data. */
  static Path data() {
    return started().data;
  }

  /** Returns the browser of boss of acme, who signed in when the system started. */
  static FormBrowser boss() {
    return started().boss;
  }

  /** Returns the example platform's page about boss right after the sign-in. */
  static JsonNode bossAtFirst() {
    return started().atFirst;
  }

  /**
   * Stops the system and starts it on the same data. The identity provider stays away: no journey
   * after a restart needs it, and it starts slowly.
   */
  static void restart(WhileDown action) throws IOException {
    restart(1, action);
  }

  /** Does the same with several processes of each service. */
  static void restart(int replicas, WhileDown action) throws IOException {
    started().run.close();
    assertThat(LocalState.read()).isEmpty();
    action.act(data());
    started().run =
        Run.start(UpOptions.of(Optional.of(data())).withReplicas(replicas), System.out::println);
  }

  /** Prepares the identity provider in the background; a start waits for it, or does it itself. */
  static void prepareKeycloak() {
    if (Files.isDirectory(Home.project().resolve("deploy/local/target/idp"))) {
      Path log = Path.of("target", "keycloak-build.log");
      Thread.ofPlatform().daemon().start(() -> Keycloak.build(Home.keycloak(), log));
    }
  }

  /** A change of the data of a system that is down. */
  @FunctionalInterface
  interface WhileDown {
    void act(Path data) throws IOException;
  }

  /** The system from its start to the end of all tests. */
  private static final class Started implements AutoCloseable {
    private final Path data;
    private final FormBrowser boss = new FormBrowser();
    private final JsonNode atFirst;
    private Run run;

    Started() {
      try {
        data = Files.createTempDirectory("bailiwick");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      run = Run.start(UpOptions.of(Optional.of(data)).withIdp(true), System.out::println);
      try {
        atFirst = signIn(boss);
      } catch (IOException e) {
        run.close();
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        run.close();
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    private static JsonNode signIn(FormBrowser browser) throws IOException, InterruptedException {
      String example = RunningSystem.example();
      browser.signIn(example + "/sign-in?organization=acme", "boss", DemoRealm.PASSWORD);
      return RunningSystem.mia().me(browser);
    }

    @Override
    public void close() {
      boss.close();
      run.close();
      Home.remove(data);
      assertThat(LocalState.read()).as("a system that is down leaves no state").isEmpty();
    }
  }
}
