package io.bailiwick.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/reference/configuration.md says of every setting what its interface says, and no more. */
class ConfigurationReferenceTest {
  private static final Pattern PREFIX = Pattern.compile("@ConfigMapping\\(prefix = \"(.*?)\"\\)");
  private static final Pattern SETTING =
      Pattern.compile(
          "/\\*\\* ([^/]*?) \\*/\\s*(?:@WithDefault\\(\"(.*?)\"\\)\\s*)?([\\w<>, ]+) (\\w+)\\(\\);");

  @Test
  void namesDefaultsAndMeaningsAgree() throws IOException {
    Set<String> settings = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Home.project(), 12)) {
      for (Path file :
          files
              .filter(path -> path.getFileName().toString().endsWith("Settings.java"))
              .filter(path -> path.toString().contains("src/main"))
              .toList()) {
        rows(Files.readString(file), settings);
      }
    }
    assertThat(settings).hasSizeGreaterThan(15);
    assertThat(documented()).isEqualTo(settings);
  }

  private static void rows(String source, Set<String> rows) {
    Matcher prefix = PREFIX.matcher(source);
    if (!prefix.find()) {
      return;
    }
    Matcher setting = SETTING.matcher(source);
    while (setting.find()) {
      String standard =
          setting.group(2) != null
              ? "`" + setting.group(2) + "`"
              : setting.group(3).matches("(Optional|Map).*") ? "optional" : "required";
      String name = setting.group(4).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
      String meaning = setting.group(1).replaceAll("\\s*\\n\\s*\\*\\s*", " ").strip();
      rows.add("| `%s.%s` | %s | %s |".formatted(prefix.group(1), name, standard, meaning));
    }
  }

  private static Set<String> documented() throws IOException {
    try (Stream<String> lines =
        Files.lines(Home.project().resolve("docs/reference/configuration.md"))) {
      return lines
          .filter(line -> line.startsWith("| `bailiwick."))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
