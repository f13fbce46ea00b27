package io.bailiwick.local;

import static io.bailiwick.local.RunningSystem.PATIENCE;
import static io.bailiwick.local.RunningSystem.acme;
import static io.bailiwick.local.RunningSystem.awaitMayRead;
import static io.bailiwick.local.RunningSystem.kill;
import static io.bailiwick.local.RunningSystem.mayRead;
import static io.bailiwick.local.RunningSystem.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bailiwick.check.Caller;
import io.bailiwick.check.EntraDialect;
import io.bailiwick.check.Person;
import io.bailiwick.embedded.Keycloak;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The whole system by its own launcher: real processes, real ports, real kills. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WholeSystemIT {
  @TempDir static @Nullable Path data;
  private static @Nullable Run run;

  @BeforeAll
  static void up() {
    Thread.ofPlatform().daemon().start(WholeSystemIT::prepareKeycloak);
    run = Run.start("auto", Optional.ofNullable(data), false, System.out::println);
  }

  /** SignInSystemIT comes after this class; it waits for this, or does it if it comes alone. */
  private static void prepareKeycloak() {
    if (Files.isDirectory(Home.project().resolve("deploy/local/target/idp"))) {
      Keycloak.build(Home.keycloak(), Path.of("target", "keycloak-build.log"));
    }
  }

  @AfterAll
  static void down() {
    running().close();
    assertThat(LocalState.read()).isEmpty();
  }

  private static Run running() {
    return Objects.requireNonNull(run);
  }

  private static String push(int number) throws IOException, InterruptedException {
    return new EntraDialect(acme()).join(Person.of("acme", "test", number));
  }

  /** The README's tour, as it stands there: every block runs, every line below it comes out. */
  @Test
  @Order(0)
  void theTourOfTheReadmeIsTrue() throws Exception {
    assumeTrue(new ProcessBuilder("which", "curl").start().waitFor() == 0, "needs curl");
    String readme = Files.readString(Home.project().resolve("README.md"));
    String tour = readme.substring(readme.indexOf("<!-- tour"), readme.indexOf("<!-- end of tour"));
    StringBuilder script = new StringBuilder("set -e\n");
    List<List<String>> expected = new ArrayList<>();
    Matcher blocks =
        Pattern.compile("```sh\\n(.*?)```(?:\\n```text\\n(.*?)```)?", Pattern.DOTALL).matcher(tour);
    while (blocks.find()) {
      script.append(blocks.group(1)).append("echo; echo '=== end of block'\n");
      expected.add(blocks.group(2) == null ? List.of() : blocks.group(2).strip().lines().toList());
    }
    Path said = Objects.requireNonNull(data).resolve("tour.log");
    Process bash =
        new ProcessBuilder("bash", "-c", script.toString())
            .directory(Home.project().toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    boolean ended = bash.waitFor(Duration.ofMinutes(3));
    bash.descendants().forEach(ProcessHandle::destroyForcibly);
    bash.destroyForcibly();
    String output = Files.readString(said);
    assertThat(ended).as("the tour comes to an end: %s", output).isTrue();
    assertThat(bash.exitValue()).as(output).isZero();
    List<String> outputs = List.of(output.split("=== end of block\\n", -1));
    assertThat(outputs).hasSizeGreaterThan(5);
    for (int i = 0; i < expected.size(); i++) {
      for (String line : expected.get(i)) {
        assertThat(outputs.get(i)).contains(line);
      }
    }
  }

  @Test
  @Order(1)
  void aSecondStartIsRefusedWhileOneRuns() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Run.start("auto", Optional.empty(), false, System.out::println))
        .withMessageContaining("it is up already");
  }

  @Test
  @Order(1)
  void theDemoShowsTheMainJobKillsIncluded() {
    assertThat(Main.run("demo", "--users", "60")).isZero();
  }

  @Test
  @Order(1)
  void everySimulatedIdentityProviderIsServed() {
    for (String provider : List.of("entra", "okta", "onelogin")) {
      assertThat(Main.run("simulate", provider, "--users", "40", "--groups", "3")).isZero();
    }
    assertThat(Main.run("simulate", "nobody")).isNotZero();
  }

  @Test
  @Order(2)
  void withoutKafkaWritesAreAcceptedAndComeThroughLater() throws Exception {
    String jane = push(5001);
    awaitMayRead(jane);
    var topics = KafkaTopics.ids(Objects.requireNonNull(data));
    kill("kafka");
    String john = push(5002);
    new EntraDialect(acme()).leave(jane, Person.of("acme", "test", 5001));
    assertThat(acme().get("/Users/" + john).status()).isEqualTo(200);
    Awaitility.await().atMost(PATIENCE).until(() -> !mayRead(jane));
    awaitMayRead(john);
    assertThat(topics).isNotEmpty();
    assertThat(KafkaTopics.ids(Objects.requireNonNull(data))).containsAllEntriesOf(topics);
  }

  @Test
  @Order(3)
  void withoutPostgresWritesAnswer503AndNothingIsHalfDone() throws Exception {
    String jane = push(5003);
    awaitMayRead(jane);
    kill("postgres");
    Set<Integer> statuses = new TreeSet<>();
    List<String> acknowledged = new ArrayList<>();
    for (int number = 5100; !statuses.contains(201) || !statuses.contains(503); number++) {
      String name = "late" + number;
      Caller.Answer answer = acme().post("/Users", Map.of("userName", name));
      statuses.add(answer.status());
      if (answer.status() == 201) {
        acknowledged.add(answer.body().get("id").textValue());
      }
      assertThat(number).as("503 and then 201, but saw %s", statuses).isLessThan(5100 + 3000);
      Thread.sleep(10);
    }
    assertThat(statuses).containsExactly(201, 503);
    assertThat(mayRead(jane)).isTrue();
    awaitMayRead(acknowledged.getLast());
  }

  /** Broker and database hang, as behind a broken network. */
  @Test
  @Order(4)
  void theEnforcerDecidesOnItsOwn() throws Exception {
    Outage outage = new Outage();
    outage.prepare(6);
    outage.play(Duration.ofSeconds(8));
    outage.recover();
  }

  /** Of so few kills no promise follows; {@link PromisesIT} makes hundreds. */
  @Test
  @Order(5)
  void whatIsKilledUnderLoadLosesNothing() throws Exception {
    Kills kills = new Kills(40);
    kills.play(Kills.VICTIMS, Collections.nCopies(6, Duration.ofMillis(1500)));
    kills.assertNothingLost();
  }

  @Test
  @Order(6)
  void aSecondRunAndATakenPortAreRefusedInWords() throws Exception {
    assertThatIllegalStateException()
        .isThrownBy(() -> Run.start("auto", Optional.empty(), false, System.out::println))
        .withMessageContaining("up already");
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Ports.of(Integer.toString(taken.getLocalPort())))
          .withMessageContaining(taken.getLocalPort() + " (scim-gateway) is taken");
    }
    assertThat(Main.run("logs", "scim-gateway", "-n", "1")).isZero();
    assertThat(Main.run("up", "--ports", "nonsense")).isEqualTo(1);
  }

  /** That a process runs says little: here it is stopped. */
  @Test
  @Order(5)
  void statusAsksEachProcess() throws Exception {
    Awaitility.await().atMost(PATIENCE).until(() -> Main.run("status") == 0);
    LocalState.LocalProcess worker =
        Objects.requireNonNull(state().processes().get("provisioning-worker"));
    String pid = Long.toString(worker.pid());
    new ProcessBuilder("kill", "-STOP", pid).start().waitFor();
    assertThat(Readiness.of("provisioning-worker", worker)).isEqualTo(Readiness.SILENT);
    assertThat(Main.run("status")).isEqualTo(1);
    new ProcessBuilder("kill", "-CONT", pid).start().waitFor();
    Awaitility.await().atMost(PATIENCE).until(() -> Main.run("status") == 0);
  }

  @Test
  @Order(7)
  void noLogHoldsATokenOrAnAddress() throws IOException {
    LocalState state = state();
    for (LocalState.LocalProcess process : state.processes().values()) {
      String log = Files.readString(Path.of(process.log()));
      assertThat(log.contains("bwk_scim_")).as(process.log()).isFalse();
      assertThat(log.contains(state.serviceToken())).as(process.log()).isFalse();
      assertThat(log.contains("acme.example")).as(process.log()).isFalse();
      assertThat(log.contains("has been already registered")).as(process.log()).isFalse();
    }
  }

  @Test
  @Order(8)
  void dataSurvivesARestart() throws Exception {
    int users = DemoScript.count(acme());
    String jane = push(7001);
    awaitMayRead(jane);
    running().close();
    run = Run.start("auto", Optional.ofNullable(data), false, System.out::println);
    assertThat(DemoScript.count(acme())).isEqualTo(users + 1);
    awaitMayRead(jane);
  }

  /** A broker that has lost everything must not make everybody a stranger with open doors. */
  @Test
  @Order(9)
  void aBrokerThatLostItsRecordsOpensNoDoorAndGetsThemBack() throws Exception {
    String jane = push(8001);
    String john = push(8002);
    awaitMayRead(jane);
    awaitMayRead(john);
    new EntraDialect(acme()).leave(john, Person.of("acme", "test", 8002));
    Awaitility.await().atMost(PATIENCE).until(() -> !mayRead(john));
    running().close();
    remove(Objects.requireNonNull(data).resolve("kafka"));
    run = Run.start("auto", Optional.ofNullable(data), false, System.out::println);
    // It is ready: from here on it must know who is managed.
    assertThat(mayRead("a-stranger")).isFalse();
    assertThat(mayRead(john)).isFalse();
    awaitMayRead(jane);
  }

  private static void remove(Path folder) throws IOException {
    assertThat(folder).isDirectory();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
