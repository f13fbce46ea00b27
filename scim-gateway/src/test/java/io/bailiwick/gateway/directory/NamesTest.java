package io.bailiwick.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.gateway.scim.schema.Folding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule I7. */
class NamesTest {

  @ParameterizedTest
  @CsvSource({"Jane@X, jane@x", "\uFF2Aane, jane", "STRASSE, strasse", "Ⅳ, iv", "É, é"})
  void spellingsOfOneNameHaveOneKey(String one, String other) {
    assertThat(Folding.key(one)).isEqualTo(Folding.key(other));
  }

  @Test
  void namesThatOnlyLookAlikeStayTwo() {
    assertThat(Folding.key("mike")).isNotEqualTo(Folding.key("m\u0131ke"));
    assertThat(Folding.key("jane")).isNotEqualTo(Folding.key("jan\u0435"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " a",
        "a ",
        "\u00a0a",
        "a\u0000",
        "a\nb",
        "a\u200bb",
        "a\u202eb",
        "a\u2028b",
        "\ufeffa",
        "a\ue000"
      })
  void invisibleCharactersAreRefused(String name) {
    assertThat(Names.whyNot("userName", name)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"jane", "Jane Doe", "jane@acme.example", "約翰", "o'neil", "a+b", "x\uD83D\uDE00"})
  void allElseIsTaken(String name) {
    assertThat(Names.whyNot("userName", name)).isEmpty();
  }
}
