package io.bailiwick.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.net.httpserver.HttpServer;
import io.bailiwick.embedded.FreePorts;
import io.bailiwick.embedded.LocalPostgres;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher says. */
class LauncherTest {
  private static final String LINE =
      """
      {"timestamp":"2026-11-27T09:30:00.123456Z","sequence":7,"loggerClassName":"x",\
      "loggerName":"io.bailiwick.outbox.OutboxRelay","level":"WARN","message":"The outbox waits\\nfor it",\
      "threadName":"main","threadId":1,"mdc":{},"ndc":"","hostName":"h","processId":2%s}\
      """;

  /** The help of a machine without JDK and build is a text in the script. */
  @Test
  void helpBeforeTheBuildNamesEveryCommand(@TempDir Path empty) throws Exception {
    Path script = empty.resolve("bailiwick");
    Files.copy(Home.project().resolve("bailiwick"), script);
    Files.createDirectories(empty.resolve("deploy"));
    Files.copy(Home.project().resolve("deploy/thorough"), empty.resolve("deploy/thorough"));
    String help = said(script, 0, "help");
    Set<String> commands = Main.commands();
    assertThat(commands).contains("up", "logs");
    assertThat(commands)
        .allSatisfy(command -> assertThat(help).containsPattern("(?m)^  " + command + " {2,}\\S"));
    assertThat(help).containsPattern("(?m)^  test {2,}\\S").containsPattern("(?m)^  help {2,}\\S");
    // That of one command comes from its code.
    assertThat(said(script, 1, "help", "logs")).contains("nor built").doesNotContain("Usage:");
    assertThat(said(script, 2, "help", "nonsense")).contains("no command nonsense");
    assertThat(said(script, 0, "test", "--help")).startsWith("Usage: ./bailiwick test");
    assertThat(empty).isDirectoryNotContaining("glob:**.bailiwick");
  }

  /** The long tests of the whole system are parts of a command, each by its own name. */
  @Test
  void helpOfTheLongTestsNamesThem() throws Exception {
    String help = said(Home.project().resolve("deploy/thorough"), 0, "--help");
    for (Method method : PromisesIT.class.getDeclaredMethods()) {
      if (method.isAnnotationPresent(Test.class)) {
        assertThat(help).containsPattern("(?m)^  " + method.getName() + " {2,}\\S");
      }
    }
    assertThat(said(Home.project().resolve("deploy/thorough"), 2, "nonsense"))
        .contains("no part nonsense");
  }

  private static String said(Path script, int status, String... arguments) throws Exception {
    Process bash =
        new ProcessBuilder(
                Stream.concat(Stream.of("bash", script.toString()), Stream.of(arguments)).toList())
            .redirectErrorStream(true)
            .start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(said).isEqualTo(status);
    return said;
  }

  @Test
  void aLogLineIsReadable() {
    assertThat(LogLine.readable(LINE.formatted("")))
        .isEqualTo("2026-11-27 09:30:00.123 WARN  OutboxRelay: The outbox waits");
    assertThat(
            LogLine.readable(
                LINE.formatted(
                    ",\"exception\":{\"exceptionType\":\"java.io.IOException\",\"message\":\"gone\",\"frames\":[]}")))
        .endsWith("The outbox waits (IOException: gone)");
    for (String other :
        new String[] {"", "{", "{}", "[2026-11-27] INFO Kafka", "{\"message\":1}"}) {
      assertThat(LogLine.readable(other)).isEqualTo(other);
    }
  }

  /** The launcher has said by then that PostgreSQL has died. */
  @Test
  void aKilledPostgresIsLetGoWithoutAStackTrace(@TempDir Path dir) throws Exception {
    LocalPostgres postgres =
        LocalPostgres.start(dir.resolve("postgres"), 0, dir.resolve("postgres.log"), false);
    ProcessHandle process = ProcessHandle.of(postgres.pid()).orElseThrow();
    process.destroyForcibly();
    process.onExit().get();
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      postgres.close();
    } finally {
      System.setErr(err);
    }
    assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void optionsThatMakeNoSenseAreRefusedInWords() {
    assertThat(said(2, "logs", "-n", "-5")).contains("--lines must be 0 or more.");
    assertThat(said(1, "logs", "nosuch")).containsAnyOf("there is no log of nosuch", "no logs yet");
    assertThat(said(2, "demo", "--users", "0")).contains("--users must be 10 or more.");
    assertThat(said(1, "simulate", "okta", "--url", "acme", "--token", "t"))
        .contains("--url must begin with https:// or http://");
  }

  @Test
  void aTargetThatIsNotThereIsNamed() {
    String url = "http://127.0.0.1:" + FreePorts.take(1).getFirst() + "/x";
    assertThat(said(1, "simulate", "okta", "--url", url, "--token", "t", "--users", "5"))
        .isEqualTo("bailiwick: " + url + ": nothing takes connections there.\n");
  }

  /** What a target does not acknowledge is sent again, for a while and not in silence. */
  @Test
  void patienceHasAnEnd() throws InterruptedException {
    Patience patience = new Patience("http://there", Duration.ofMillis(500), said -> {});
    AtomicInteger attempts = new AtomicInteger();
    patience.send(
        () -> {
          if (attempts.incrementAndGet() < 2) {
            throw new IOException("gone");
          }
        });
    assertThat(attempts).hasValue(2);
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                patience.send(
                    () -> {
                      throw new IOException("gone");
                    }))
        .withMessage("gave up after 0.5 s: http://there: the connection broke (gone).");
  }

  @Test
  void aServiceIsAskedWhetherItIsReady() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String checks =
        """
        {"status": "DOWN", "checks": [{"name": "relay", "status": "UP"},
         {"name": "projection", "status": "DOWN", "data": {"subjects": 3}}]}\
        """;
    server.createContext(
        "/q/health/ready",
        exchange -> {
          exchange.sendResponseHeaders(503, checks.length());
          exchange.getResponseBody().write(checks.getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
    assertThat(Readiness.of(server.getAddress().getPort()))
        .isEqualTo("not ready: projection (subjects 3)");
    server.stop(0);
    assertThat(Readiness.of(FreePorts.take(1).getFirst())).isEqualTo("starting");
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(Readiness.of(silent.getLocalPort())).isEqualTo(Readiness.SILENT);
    }
  }

  /** The answer comes line by line; one without its last line says that records are left. */
  @Test
  void aRedriveOfAllIsToldLineByLine() throws IOException {
    AtomicReference<String> answer = new AtomicReference<>("{\"id\":\"7\"}\n{\"redriven\":1}\n");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/parked-records/redrive",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(answer.get().getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      String[] command = {"parked", "redrive", "--all", "--worker", url, "--token", "t"};
      assertThat(Main.run(command)).isZero();
      answer.set("{\"id\":\"8\"}\n");
      assertThat(Main.run(command)).isEqualTo(1);
    } finally {
      System.setOut(console);
      server.stop(0);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .isEqualTo("7 redriven\n1 records redriven\n8 redriven\n");
  }

  /** The services write until they have ended: a launcher that ends does not take it from them. */
  @Test
  void postgresOutlivesTheRequestToEnd(@TempDir Path dir) throws Exception {
    Process launcher =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Owner.class.getName(),
                dir.toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader said = launcher.inputReader()) {
      String line = said.readLine();
      while (line != null && !line.equals("up")) {
        line = said.readLine();
      }
      // Not Process.destroy, which closes what it says.
      launcher.toHandle().destroy();
      assertThat(said.lines()).contains("alive after a while: true", "alive at the end: false");
    }
  }

  /** A process that owns a PostgreSQL, as the launcher does. */
  static final class Owner {
    public static void main(String[] args) throws InterruptedException {
      Path dir = Path.of(args[0]);
      LocalPostgres postgres =
          LocalPostgres.start(dir.resolve("postgres"), 0, dir.resolve("postgres.log"), true);
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> end(postgres)));
      System.out.println("up");
      Thread.sleep(Duration.ofMinutes(1));
    }

    private static void end(LocalPostgres postgres) {
      try {
        Thread.sleep(1000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      System.out.println("alive after a while: " + postgres.isAlive());
      postgres.close();
      System.out.println("alive at the end: " + postgres.isAlive());
    }
  }

  private static String said(int status, String... arguments) {
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      assertThat(Main.run(arguments)).isEqualTo(status);
    } finally {
      System.setErr(err);
    }
    return said.toString(StandardCharsets.UTF_8);
  }
}
