package io.bailiwick.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bailiwick.enforcer.decision.ActionRule;
import io.bailiwick.enforcer.decision.Catalogue;
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.bailiwick.model.Role;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A catalogue is data: its mistakes are found when it is read, not when it decides. */
class CatalogueTextTest {
  private static final String CONDITION = "is no condition; use allow, deny [REASON], or a list of";

  @Test
  void aNewActionNeedsNoCode() throws IOException {
    Catalogue catalogue = read("kite.fly: { class: write, own: role read creator no_access }");
    assertThat(catalogue.rule("kite.fly")).isPresent();
    assertThat(catalogue.rule("kite.sell")).isEmpty();
  }

  /** The lists of the schema are those of the code. */
  @ParameterizedTest
  @MethodSource("words")
  void everyWordOfTheCodeIsInTheSchema(String form) {
    assertThatCode(() -> read("kite.fly: " + form)).doesNotThrowAnyException();
  }

  static Stream<String> words() {
    return Stream.of(
            Arrays.stream(ActionRule.Kind.values())
                .map(kind -> "{ class: " + kind.name().toLowerCase(Locale.ROOT) + ", own: allow }"),
            Arrays.stream(Role.values())
                .map(Role::wireName)
                .map(role -> conditions("role " + role + " creator " + role)),
            Stream.of(
                    "public_content_forbidden",
                    "external_org_forbidden",
                    "external_collaboration_forbidden",
                    "managed_by_idp")
                .map(reason -> conditions("deny " + reason)),
            Stream.of("publicContent", "personalNamespace", "likesAndFollows", "session, creator")
                .map(CatalogueTextTest::conditions),
            Stream.of(
                conditions("gatedAccessRequests,role read"),
                "{ class: publish, \"self>own\": allow, \"own>own\": deny }",
                "{ class: publish, result: destination, anywhere: allow }"))
        .flatMap(forms -> forms);
  }

  private static String conditions(String text) {
    return "{ class: write, own: \"" + text + "\" }";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ own: allow, self: allow }         | 1 | has no class",
        "{ class: flying, own: allow }       | 13 | \"class\" \"flying\" is no class; the classes are",
        "{ class: write }                    | 1 | names no place",
        "{ class: write, result: destination } | 1 | names no place",
        "{ class: write, result: source, own: allow } | 27 | \"result\" \"source\" is no result;",
        "{ class: write, own: allow, away: deny } | 39 | \"away\" is no class, result or place; the",
        "{ class: write, \"own>away\": allow } | 27 | \"own>away\" is no class, result or place;",
        "{ class: write, own: perhaps }      | 27 | \"own\" \"perhaps\" " + CONDITION,
        "{ class: write, own: role emperor } | 27 | \"own\" \"role emperor\" " + CONDITION,
        "{ class: write, own: role }         | 27 | \"own\" \"role\" " + CONDITION,
        "{ class: write, own: deny because } | 27 | \"own\" \"deny because\" " + CONDITION,
        "{ class: write, own: deny allowed } | 27 | \"own\" \"deny allowed\" " + CONDITION,
        "{ class: write, own: \"allow, role read\" } | 27 | \"own\" \"allow, role read\" "
            + CONDITION,
        "{ class: write, own: \"role read,\" } | 27 | \"own\" \"role read,\" " + CONDITION,
        "{ class: write, own: \",role read\" } | 27 | \"own\" \",role read\" " + CONDITION,
        "{ class: write, own: 2 }            | 27 | \"own\" \"2\" is no text of conditions",
        "{ class: write, own: }              | 27 | \"own\" \"null\" is no text of conditions",
        "{ class: write, own: [allow] }      | 27 | \"own\" is no text of conditions",
        "{ class: write, own: { public: allow } } | 27 | \"own\" must say both public and private",
        "{ class: write, own: { public: deny, private: allow, protected: deny } } | 64 | \"own\""
            + " \"protected\" is no side; the sides are public and private",
        "{ class: write, own: { public: x, private: allow } } | 34 | \"own\" \"public\" \"x\" "
            + CONDITION,
        "{ class: write, own: allow, anywhere: allow } | 27 | \"own\" cannot be beside anywhere",
        "{ class: write, \"own>self\": deny, anywhere: allow } | 27 | \"own>self\" cannot be beside",
        "{ class: write, own: allow, \"own>self\": deny } | 39 | \"own>self\" is a move and cannot be",
        "nothing                             | 1 | \"nothing\" is not a map of class and places"
      })
  void mistakesAreNamedWithTheirLine(String form, int column, String error) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("# ours\n\nkite.fly: " + form))
        .satisfies(
            wrong ->
                assertThat(wrong.getMessage())
                    .startsWith(
                        "ours.yaml, line 3, column " + column + ", action \"kite.fly\": " + error)
                    .doesNotContain("\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''                                     | ours.yaml: is not a map of actions",
        "- kite.fly                             | ours.yaml: is not a map of actions",
        "{}                                     | ours.yaml: has no action",
        "Kite: { class: write, own: allow }     | ours.yaml, line 1, column 1, action \"Kite\": is no"
            + " name of an action, which has",
        "a.b: { class: write, own: allow        | ours.yaml, line 1, column 32: expected ',' or '}'",
        "'a.b: &x { class: write, own: allow }\na.c: *x' | ours.yaml, line 2, column 1, action"
            + " \"a.c\": \"x\" is not a map of class and places",
        "'a.b: { class: write, own: allow }\na.b: { class: write, own: deny }' | ours.yaml, line 2,"
            + " column 4: Duplicate field 'a.b'",
        "'a.b: { class: write, own: allow }\n---\na.c: 1' | ours.yaml, line 3, column 1: Trailing",
        "'a.b: { class: write, own: allow }\na.c: { class: x, own: y }\na.d: z' | ours.yaml, line 2,"
            + " column 8, action \"a.c\": \"class\" \"x\" is no class; the classes are read, use, write,"
            + " publish, collaborate, join, account, credential, administer, expose, compute and pay"
            + " (2 more)"
      })
  void mistakesOfTheWholeFile(String text, String error) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(text))
        .satisfies(wrong -> assertThat(wrong.getMessage()).startsWith(error).doesNotContain("\n"));
  }

  /** Otherwise the first check would read it. */
  @Test
  void isReadAtStart() throws NoSuchMethodException {
    assertThat(CatalogueFile.class.getDeclaredMethod("policy", EnforcerSettings.class))
        .satisfies(policy -> assertThat(policy.isAnnotationPresent(Startup.class)).isTrue());
  }

  /** The enforcer does not start with a catalogue that it does not understand. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void startIsRefused(boolean exists, @TempDir Path dir) throws IOException {
    Path file = dir.resolve("ours.yaml");
    if (exists) {
      Files.writeString(file, "kite.fly: { class: write, own: perhaps }\n");
    }
    EnforcerSettings settings =
        new SmallRyeConfigBuilder()
            .withMapping(EnforcerSettings.class)
            .withDefaultValue("bailiwick.enforcer.catalogue", file.toString())
            .build()
            .getConfigMapping(EnforcerSettings.class);
    assertThatExceptionOfType(ConfigurationException.class)
        .isThrownBy(() -> new CatalogueFile().policy(settings))
        .withMessageStartingWith(
            "bailiwick.enforcer.catalogue cannot be "
                + (exists ? "used: " + file + ", line 1, column 27" : "read: " + file));
  }

  private static Catalogue read(String text) throws IOException {
    return CatalogueText.read("ours.yaml", text.getBytes(StandardCharsets.UTF_8));
  }
}
