package io.bailiwick.enforcer.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.decision.Reason;
import io.bailiwick.enforcer.decision.Remedy.Need;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** The texts of each language, and which language an answer has. */
class LanguagesTest {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{[^}]*}");
  private static final List<String> TAGS = Languages.TAGS;
  private static final Properties ENGLISH = Language.file("en");

  private final Languages languages = new Languages();

  @ParameterizedTest
  @FieldSource("TAGS")
  void aLanguageHasEachTextAndNoneMore(String tag) {
    Set<String> expected = new TreeSet<>(Set.of("allowed", "denied", "ignored"));
    for (Reason reason : Reason.values()) {
      expected.addAll(List.of("user." + reason.code(), "admin." + reason.code()));
    }
    Arrays.stream(Need.values()).forEach(need -> expected.add("need." + need.code()));
    ENGLISH.stringPropertyNames().stream()
        .filter(key -> key.endsWith(".named"))
        .forEach(expected::add);
    assertThat(new TreeSet<>(Language.file(tag).stringPropertyNames())).isEqualTo(expected);
  }

  @ParameterizedTest
  @FieldSource("TAGS")
  void aTextHasThePlaceholdersOfTheEnglishOne(String tag) {
    Properties texts = Language.file(tag);
    for (String key : texts.stringPropertyNames()) {
      String text = texts.getProperty(key);
      assertThat(text).as(key).isNotBlank();
      assertThat(placeholders(text)).as(key).isEqualTo(placeholders(ENGLISH.getProperty(key)));
      assertThat(placeholders(text))
          .as(key)
          .isSubsetOf(
              key.endsWith(".named")
                  ? Set.of("{organization}")
                  : key.startsWith("need.")
                      ? Set.of("{about}", "{group}")
                      : Set.of("{rule}", "{changes}", "{members}"));
    }
  }

  @Test
  void everyFileIsALanguage() throws IOException {
    URI dir = URI.create(String.valueOf(Language.class.getResource("/texts")));
    try (Stream<Path> files = Files.list(Path.of(dir))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrderElementsOf(
              TAGS.stream().map(tag -> tag + ".properties").toList());
    }
  }

  /** A sign-in comes first: before it, a text must not name the organization to a stranger. */
  @Test
  void onlyWhoIsSignedInReadsTheNameOfTheOrganization() {
    for (Reason reason :
        List.of(
            Reason.SSO_REQUIRED,
            Reason.SSO_EXPIRED,
            Reason.SESSION_REVOKED,
            Reason.WRONG_IDP,
            Reason.UNKNOWN_SUBJECT,
            Reason.EXTERNAL_ORG_FORBIDDEN)) {
      assertThat(languages.all()).allMatch(one -> one.userNamed(reason).isEmpty());
    }
    assertThat(languages.all().getFirst().userNamed(Reason.ROLE_INSUFFICIENT))
        .contains(new Language.Named("Your role in ", " does not allow this."));
  }

  @ParameterizedTest(name = "locale {0}, Accept-Language {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
                 |                          | en
          de     |                          | de
          de-AT  |                          | de
          DE-at  | en                       | de
          en-GB  | de                       | en
          fr     | de                       | en
          de_DE  | de                       | de
          ''     | de                       | de
          de;q=1 | en                       | en
          x-de   | en                       | en
                 | de                       | de
                 | de-CH, fr;q=0.9          | de
                 | fr, de;q=0.5             | de
                 | en;q=0.5, de;q=0.8       | de
                 | en, de                   | en
                 | fr                       | en
                 | *                        | en
                 | de;q=0                   | en
                 | de;q=2                   | en
                 | de, <script>             | en
                 | ''                       | en
          """)
  void isLookedUp(@Nullable String locale, @Nullable String acceptLanguage, String language) {
    for (int again = 0; again < 2; again++) {
      assertThat(languages.of(Optional.ofNullable(locale), acceptLanguage).tag())
          .isEqualTo(language);
    }
  }

  @Test
  void manyAndLongWishesAreAnsweredToo() {
    for (int i = 0; i < 3000; i++) {
      assertThat(languages.of(Optional.of("de-x-a" + i), "en;q=0." + i).tag()).isEqualTo("de");
    }
    assertThat(languages.of(Optional.of("de-x" + "-abcdefgh".repeat(90)), "de").tag())
        .isEqualTo("en");
    assertThat(languages.of(Optional.empty(), "de," + "en,".repeat(9000)).tag()).isEqualTo("en");
  }

  private static Set<String> placeholders(String text) {
    return PLACEHOLDER.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
  }
}
