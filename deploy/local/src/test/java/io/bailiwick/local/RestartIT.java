package io.bailiwick.local;

import static io.bailiwick.local.RunningSystem.PATIENCE;
import static io.bailiwick.local.RunningSystem.acme;
import static io.bailiwick.local.RunningSystem.awaitMayRead;
import static io.bailiwick.local.RunningSystem.mayRead;
import static io.bailiwick.local.RunningSystem.push;
import static io.bailiwick.local.RunningSystem.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.check.EntraDialect;
import io.bailiwick.check.Person;
import io.bailiwick.json.StrictJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
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
    String last = push(7002);
    awaitMayRead(last);
    assertAudited(jane, last);
  }

  /** After all that was killed and restarted, each change is in one unbroken chain, and once. */
  private static void assertAudited(String... people) throws IOException {
    Path export = Files.createTempFile("audit", ".ndjson");
    for (String id : people) {
      Awaitility.await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(creations(export(export), id)).containsExactly(1L, 1L));
    }
    assertThat(Main.run("audit-verify", export.toString())).isZero();
    List<String> forged = new ArrayList<>(Files.readAllLines(export));
    forged.remove(forged.size() / 2);
    Files.write(export, forged);
    assertThat(Main.run("audit-verify", export.toString())).isEqualTo(1);
    Files.delete(export);
  }

  private static List<String> export(Path file) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(state().worker() + "/organizations/acme/audit"))
            .header("Authorization", "Bearer " + state().operatorToken())
            .header("Accept", "application/x-ndjson")
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      client.send(request, HttpResponse.BodyHandlers.ofFile(file));
    }
    return Files.readAllLines(file);
  }

  /** Returns the versions of an identity and its account at their creation. */
  private static List<Long> creations(List<String> lines, String id) throws IOException {
    List<Long> versions = new ArrayList<>();
    for (String line : lines) {
      JsonNode entry = StrictJson.mapper().readTree(line).get("entry");
      if (entry.at("/target/id").asText().equals(id)
          && entry.path("action").asText().endsWith(".created")) {
        versions.add(entry.path("version").asLong());
      }
    }
    return versions;
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
        InstalledProxy.find("haproxy").isPresent() ? 2 : 1,
        data -> {
          assertThat(data.resolve("kafka")).isDirectory();
          Home.remove(data.resolve("kafka"));
        });
    // It is ready: from here on it must know who is managed.
    assertThat(mayRead("a-stranger")).isFalse();
    assertThat(mayRead(john)).isFalse();
    awaitMayRead(jane);
  }

  /** Of two processes of each service one serves: {@link PromisesIT} restarts all of them. */
  @Test
  @Order(4)
  void aRollingRestartFailsNoRequest() throws Exception {
    assumeTrue(
        state().processes().containsKey("haproxy"), "HAProxy is missing: apt-get install haproxy");
    Kills restarts = new Kills(20);
    restarts.play(
        LocalServices.ALL.stream().map(Fault::end).toList(),
        Collections.nCopies(4, Duration.ofMillis(500)));
    restarts.assertNothingUnanswered();
    restarts.assertNothingLost();
  }
}
