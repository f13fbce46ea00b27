package io.bailiwick.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.embedded.LocalPostgres;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher says. */
class LauncherTest {
  private static final String LINE =
      """
      {"timestamp":"2026-11-27T09:30:00.123456Z","sequence":7,"loggerClassName":"x",\
      "loggerName":"io.bailiwick.outbox.OutboxRelay","level":"WARN","message":"The outbox waits\\nfor it",\
      "threadName":"main","threadId":1,"mdc":{},"ndc":"","hostName":"h","processId":2%s}""";

  /** The help of a machine without JDK and build is a text in the script. */
  @Test
  void helpBeforeTheBuildNamesEveryCommand(@TempDir Path empty) throws Exception {
    Path script = empty.resolve("bailiwick");
    Files.copy(Home.project().resolve("bailiwick"), script);
    String help = said(script, 0, "help");
    Set<String> commands = Main.commands();
    assertThat(commands).contains("up", "logs");
    assertThat(commands)
        .allSatisfy(command -> assertThat(help).containsPattern("(?m)^  " + command + " {2,}\\S"));
    assertThat(help).containsPattern("(?m)^  test {2,}\\S").containsPattern("(?m)^  help {2,}\\S");
    // That of one command comes from its code.
    assertThat(said(script, 1, "help", "logs")).contains("nor built").doesNotContain("Usage:");
    assertThat(said(script, 2, "help", "nonsense")).contains("no command nonsense");
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
}
