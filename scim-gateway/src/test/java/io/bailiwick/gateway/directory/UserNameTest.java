package io.bailiwick.gateway.directory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule I7. */
class UserNameTest {

  @ParameterizedTest
  @CsvSource({"Jane@X, jane@x", "\uFF2Aane, jane", "STRASSE, strasse", "Ⅳ, iv", "É, é"})
  void spellingsOfOneNameHaveOneKey(String one, String other) {
    assertThat(UserName.key(one)).isEqualTo(UserName.key(other));
  }

  @Test
  void namesThatOnlyLookAlikeStayTwo() {
    assertThat(UserName.key("mike")).isNotEqualTo(UserName.key("m\u0131ke"));
    assertThat(UserName.key("jane")).isNotEqualTo(UserName.key("jan\u0435"));
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
    assertThat(UserName.whyNot(name)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"jane", "Jane Doe", "jane@acme.example", "約翰", "o'neil", "a+b", "x\uD83D\uDE00"})
  void allElseIsTaken(String name) {
    assertThat(UserName.whyNot(name)).isEmpty();
  }
}
