package io.bailiwick.local;

import static io.bailiwick.local.RunningSystem.PATIENCE;
import static io.bailiwick.local.RunningSystem.acme;
import static io.bailiwick.local.RunningSystem.awaitMayRead;
import static io.bailiwick.local.RunningSystem.mayRead;
import static io.bailiwick.local.RunningSystem.push;
import static io.bailiwick.local.RunningSystem.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.check.EntraDialect;
import io.bailiwick.check.Person;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** The end of the shared system: what its logs contain, and two restarts. */
@Order(6)
@ExtendWith(SharedSystem.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RestartIT {

  @Test
  @Order(1)
  void noLogHoldsATokenOrAnAddress() throws IOException {
    LocalState state = state();
    Map<String, LocalState.LocalProcess> processes = new HashMap<>(state.processes());
    processes.remove("keycloak"); // It is not ours.
    for (LocalState.LocalProcess process : processes.values()) {
      String log = Files.readString(Path.of(process.log()));
      assertThat(log.contains("bwk_scim_")).as(process.log()).isFalse();
      assertThat(log.contains(state.serviceToken())).as(process.log()).isFalse();
      assertThat(log.contains("acme.example")).as(process.log()).isFalse();
      assertThat(log.contains("has been already registered")).as(process.log()).isFalse();
    }
  }

  @Test
  @Order(2)
  void dataSurvivesARestart() throws Exception {
    int users = DemoScript.count(acme());
    String jane = push(7001);
    awaitMayRead(jane);
    SharedSystem.restart(data -> assertThat(data).isDirectory());
    assertThat(DemoScript.count(acme())).isEqualTo(users + 1);
    awaitMayRead(jane);
  }

  /** A broker that has lost everything must not make everybody a stranger with open doors. */
  @Test
  @Order(3)
  void aBrokerThatLostItsRecordsOpensNoDoorAndGetsThemBack() throws Exception {
    String jane = push(8001);
    String john = push(8002);
    awaitMayRead(jane);
    awaitMayRead(john);
    new EntraDialect(acme()).leave(john, Person.of("acme", "test", 8002));
    Awaitility.await().atMost(PATIENCE).until(() -> !mayRead(john));
    SharedSystem.restart(
        data -> {
          assertThat(data.resolve("kafka")).isDirectory();
          Home.remove(data.resolve("kafka"));
        });
    // It is ready: from here on it must know who is managed.
    assertThat(mayRead("a-stranger")).isFalse();
    assertThat(mayRead(john)).isFalse();
    awaitMayRead(jane);
  }
}
