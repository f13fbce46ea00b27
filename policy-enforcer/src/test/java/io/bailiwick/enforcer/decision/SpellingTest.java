package io.bailiwick.enforcer.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and paths that services could read as others. */
class SpellingTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "/",
        "/x",
        "x/",
        "x//y",
        "acme/./x",
        "acme/../x",
        "./x",
        "x/..",
        "x/.\n",
        "x/\u2028",
        "x/..\r\n",
        "x\\y",
        "%41",
        "x%2f",
        "x%2Fy",
        "x%ffy"
      })
  void pathsThatAreReadDifferently(String path) {
    assertThat(Spelling.isAmbiguousPath(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "acme/x",
        "...",
        ".x",
        "x.",
        "x..",
        "..x/y",
        "x.y/z",
        "a/.../b",
        "100%",
        "%",
        "%4",
        "%4g",
        "%g4",
        "x%",
        "acme/x\n",
        "1% 4"
      })
  void pathsThatAllReadTheSame(String path) {
    assertThat(Spelling.isAmbiguousPath(path)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a b", " ", "a\t", "a\u007f", "a\u0000", "\ud800", "ﬁ", "Ａcme", "e\u0301"})
  void namesThatAreReadDifferently(String name) {
    assertThat(Spelling.isAmbiguous(name)).isTrue();
    assertThat(Spelling.isOneName(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"acme", "a-b", "a_b.c~!", "é", "字", "ß", "a-é"})
  void namesThatAllReadTheSame(String name) {
    assertThat(Spelling.isAmbiguous(name)).isFalse();
    assertThat(Spelling.isOneName(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "/", "@a", "a@b", "..", ""})
  void namespacesThatAreNoName(String namespace) {
    assertThat(Spelling.isOneName(namespace)).isFalse();
  }

  /**
   * What is not seen, between letters that are: the first and last of each range of
   * Default_Ignorable_Code_Point (Unicode, DerivedCoreProperties), and one of each category.
   */
  @Test
  void charactersThatNobodySees() {
    IntStream.of(
            0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180D, 0x180F, 0x3164, 0xFE00, 0xFE0F,
            0xFFA0, 0xE0100, 0xE01EF, 0xE0FFF, 0x85, 0xA0, 0x2003, 0x2028, 0x200B, 0x202E, 0x2010,
            0x2014, 0xE000, 0x0378)
        .forEach(
            c ->
                assertThat(Spelling.isAmbiguous("é" + Character.toString(c) + "x"))
                    .as("U+%04X", c)
                    .isTrue());
  }

  /** The neighbours of those ranges are letters or signs like any other. */
  @Test
  void theirNeighboursAreSeen() {
    IntStream.of(0x34E, 0x350, 0x115E, 0x1161, 0x17B3, 0x17B6, 0x180A, 0x1820, 0x3163, 0xFDFD)
        .filter(c -> Character.getType(c) != Character.UNASSIGNED)
        .filter(
            c ->
                java.text.Normalizer.isNormalized(
                    Character.toString(c), java.text.Normalizer.Form.NFKC))
        .forEach(
            c ->
                assertThat(Spelling.isAmbiguous("字" + Character.toString(c)))
                    .as("U+%04X", c)
                    .isFalse());
  }
}
