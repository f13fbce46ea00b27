package io.bailiwick.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bugs that {@code deploy/planted-bugs/run} plants to see that tests notice them: each patch
 * still fits the code that it is about. Whether the bug is noticed, only that command shows.
 */
class PlantedBugsTest {
  private static final Pattern TEST =
      Pattern.compile("(?m)^Test: (?<module>\\S+) (?<class>\\w+)(#(?<method>\\w+))?$");

  static List<Path> patches() throws IOException {
    try (Stream<Path> files = Files.list(Home.project().resolve("deploy/planted-bugs"))) {
      return files.filter(file -> file.toString().endsWith(".patch")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("patches")
  void appliesToTheCheckout(Path patch) throws Exception {
    Assumptions.assumeTrue(Files.exists(Home.project().resolve(".git")), "this is no checkout");
    Process git;
    try {
      git =
          new ProcessBuilder("git", "-c", "safe.directory=*", "apply", "--check", patch.toString())
              .directory(Home.project().toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      Assumptions.abort("git is not installed");
      return;
    }
    String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(git.waitFor()).as(said).isZero();
  }

  @ParameterizedTest
  @MethodSource("patches")
  void saysWhatTheBugIsAndNamesATest(Path patch) throws IOException {
    String text = Files.readString(patch);
    assertThat(text).startsWith("A bug made on purpose").containsPattern("(?m)^Bug: .+\\.$");
    Matcher test = TEST.matcher(text);
    assertThat(test.find()).isTrue();
    Path sources = Home.project().resolve(test.group("module")).resolve("src/test/java");
    try (Stream<Path> files = Files.walk(sources)) {
      assertThat(files.filter(file -> file.endsWith(test.group("class") + ".java")))
          .singleElement()
          .satisfies(
              file -> {
                if (test.group("method") != null) {
                  assertThat(Files.readString(file)).contains("void " + test.group("method") + "(");
                }
              });
    }
  }
}
