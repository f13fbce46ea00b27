package io.bailiwick.gateway.directory.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.gateway.schema.Folding;
import java.text.Normalizer;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rule I7. */
class NamesTest {

  @ParameterizedTest
  @CsvSource({
    "Jane@X, jane@x",
    "\uFF2Aane, jane",
    "STRASSE, straße",
    "STRA\u1E9EE, strasse",
    "ΣΑΣ, σασ",
    "σας, σασ",
    "Ⅳ, iv",
    "É, é",
    "E\u0301, é",
    "\u13A0, \uAB70",
    "\u1FB3\u0301, \u1FB4",
    "\u2764\uFE0F, \u2764"
  })
  void spellingsOfOneNameHaveOneKey(String one, String other) {
    assertThat(Folding.key(one)).isEqualTo(Folding.key(other));
  }

  @Test
  void namesThatOnlyLookAlikeStayTwo() {
    assertThat(Folding.key("mike")).isNotEqualTo(Folding.key("m\u0131ke"));
    assertThat(Folding.key("jane")).isNotEqualTo(Folding.key("jan\u0435"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u3164", "\uFE0F", "\u034F"})
  void noNameHasAnEmptyKey(String name) {
    assertThat(Folding.key(name)).isNotEmpty().isEqualTo(Folding.key(Folding.key(name)));
  }

  /** The migration of stored keys computes new ones from old ones. */
  @Test
  void theKeyOfAKeyOfBeforeIsThatOfTheName() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
      String name = "a" + Character.toString(c) + "\u0301";
      String folded = Normalizer.normalize(name, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
      String before = Normalizer.normalize(folded, Normalizer.Form.NFKC);
      assertThat(Folding.key(before)).isEqualTo(Folding.key(name));
    }
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
