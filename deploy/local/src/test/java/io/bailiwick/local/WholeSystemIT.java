package io.bailiwick.local;

import static io.bailiwick.local.RunningSystem.PATIENCE;
import static io.bailiwick.local.RunningSystem.awaitMayRead;
import static io.bailiwick.local.RunningSystem.platform;
import static io.bailiwick.local.RunningSystem.push;
import static io.bailiwick.local.RunningSystem.state;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bailiwick.check.Caller;
import io.bailiwick.event.Topics;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** The commands of the launcher against the whole system: the tour, the demo, status and logs. */
@Order(3)
@ExtendWith(SharedSystem.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WholeSystemIT {

  /** The README's tour, as it stands there: every block runs, every line below it comes out. */
  @Test
  @Order(1)
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
    Path said = SharedSystem.data().resolve("tour.log");
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
  @Order(2)
  void theDemoShowsTheMainJobKillsIncluded() {
    assertThat(Main.run("demo", "--users", "60")).isZero();
  }

  /**
   * Twenty users are more than the 16 writers that push at once; more would repeat the requests.
   */
  @Test
  @Order(3)
  void everySimulatedIdentityProviderIsServed() {
    for (String provider : List.of("entra", "okta", "onelogin")) {
      assertThat(Main.run("simulate", provider, "--users", "20", "--groups", "3")).isZero();
    }
    assertThat(Main.run("simulate", "nobody")).isNotZero();
  }

  @Test
  @Order(4)
  void aSecondRunAndATakenPortAreRefusedInWords() throws Exception {
    assertThatIllegalStateException()
        .isThrownBy(() -> Run.start(UpOptions.of(Optional.empty()), System.out::println))
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
  @Order(6)
  void theCommandLineAsksAndExplains() throws Exception {
    String account =
        Caller.json(state().enforcer(), state().serviceToken())
            .post(
                "/access/v1/search/subject",
                Map.of(
                    "subject", Map.of("type", "user"),
                    "action", Map.of("name", "repository.read"),
                    "resource", Map.of("type", "model", "id", "acme/bert"),
                    "context", Map.of("assume_session", true),
                    "page", Map.of("limit", 1)))
            .body()
            .at("/results/0/id")
            .asText();
    assertThat(Main.run("check", account, "repository.read", "model:acme/bert")).isZero();
    assertThat(
            printed(
                3,
                "check",
                account,
                "repository.create",
                "model:acme/bert",
                "--visibility",
                "public"))
        .containsPattern("denied +public_content_forbidden")
        .containsPattern("rule authentication +passed\\R(  .*\\R)*  session_organization +acme")
        .containsPattern("rule conditions +denied\\R(  .*\\R)*  counts_as_public +true")
        .containsPattern("would allow +The organization's limit publicContent");
    assertThat(Main.run("check", account, "repository.read", "model:acme/bert", "--no-session"))
        .isEqualTo(3);
    assertThat(Main.run("check", account, "repository.read", "bert")).isEqualTo(2);
  }

  /** What the worker cannot read is listed with its reason, until an operator decides. */
  @Test
  void theLauncherShowsParkedRecords() throws Exception {
    String key = "mgd_parked";
    KafkaTopics.sendGarbage(SharedSystem.data(), Topics.retries(Topics.IDENTITIES), key);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> printed(0, "parked", "list").contains(key));
    String id =
        printed(0, "parked", "list")
            .lines()
            .filter(line -> line.contains(key))
            .map(line -> line.split(" ", 2)[0])
            .findFirst()
            .orElseThrow();

    assertThat(printed(0, "parked", "show", id)).contains("dead-letter-reason", "Z2FyYmFnZQ==");
    assertThat(printed(0, "parked", "discard", id)).isEqualTo(id + " discarded\n");
    assertThat(printed(0, "parked", "list")).doesNotContain(key);
    assertThat(printed(0, "parked", "list", "--all")).contains(key);
    assertThat(printed(0, "parked", "redrive", "--all", "--reason", "no such reason"))
        .isEqualTo("0 records redriven\n");
    assertThat(printed(2, "parked", "redrive")).isEmpty();
  }

  private static String printed(int status, String... arguments) {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, UTF_8));
    try {
      assertThat(Main.run(arguments)).isEqualTo(status);
    } finally {
      System.setOut(console);
    }
    return printed.toString(UTF_8);
  }

  /** No check after the answer waits or repeats: every enforcer has applied the change. */
  @Test
  @Order(7)
  void aDeactivationThatWaitsIsEnforcedWhenItIsAnswered() throws Exception {
    for (int number = 9001; number < 9004; number++) {
      String jane = push(number);
      awaitMayRead(jane);
      HttpResponse<String> answer = deactivate(jane);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Bailiwick-Enforced")).contains("all");
      assertThat(answer.headers().firstValue("Preference-Applied")).contains("wait=10");
      for (int check = 0; check < 100; check++) {
        assertThat(platform().mayRead(jane, "acme")).isFalse();
      }
    }
  }

  private static HttpResponse<String> deactivate(String user) throws Exception {
    LocalState.LocalOrganization acme = Objects.requireNonNull(state().organizations().get("acme"));
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(acme.scim() + "/Users/" + user))
              .header("Authorization", "Bearer " + acme.scimToken())
              .header("Content-Type", "application/scim+json")
              .header("Prefer", "wait=10")
              .method(
                  "PATCH",
                  BodyPublishers.ofString(
                      """
                      {"Operations":[{"op":"replace","path":"active","value":false}]}"""))
              .build(),
          BodyHandlers.ofString());
    }
  }
}
