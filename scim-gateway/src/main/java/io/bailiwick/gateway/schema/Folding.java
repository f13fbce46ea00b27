package io.bailiwick.gateway.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.ibm.icu.text.Normalizer2;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/**
 * Compares texts by a key and keeps them as they were written.
 *
 * <p>The key is computed only here, least of all in SQL. Java and PostgreSQL fold some letters
 * differently, and two spellings of one name would become two people.
 */
public final class Folding {
  private static final Normalizer2 NFKD = Normalizer2.getNFKDInstance();
  private static final Normalizer2 NFKC_CASEFOLD = Normalizer2.getNFKCCasefoldInstance();
  private static final Instant YEAR_1 = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

  private Folding() {}

  /**
   * Returns the comparison key: NFKC_Casefold (Unicode Standard, section 3.13.5), which is equal
   * for canonical and compatibility equivalents. {@code straße} and {@code STRASSE} have the same
   * key, and so do a sigma and a final sigma.
   *
   * <p>Only the empty text has an empty key; a text of characters that folding removes keeps them.
   *
   * <p>Keys are stored, so another folding needs a migration (see V0190). A newer Unicode version
   * needs none: it folds formerly unassigned characters, and names hold no unassigned ones.
   */
  public static String key(String text) {
    if (isPlain(text)) {
      return text;
    }
    String decomposed = NFKD.normalize(text);
    String folded = NFKC_CASEFOLD.normalize(decomposed);
    return folded.isEmpty() ? decomposed : folded;
  }

  /** Tells whether folding leaves a text as it is, as it does most texts. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 0x80 || (c >= 'A' && c <= 'Z')) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns a simple value in its form for comparison: folded unless its attribute regards letter
   * case.
   */
  public static String comparable(Attribute attribute, JsonNode value) {
    return switch (attribute.type()) {
      case DATE_TIME -> instant(value.asText()).map(Folding::text).orElseGet(value::asText);
      case STRING, REFERENCE, BINARY ->
          attribute.isCaseExact() ? value.asText() : key(value.asText());
      case BOOLEAN -> value.asText().toLowerCase(Locale.ROOT);
      case INTEGER, DECIMAL, COMPLEX -> value.asText();
    };
  }

  /**
   * Returns the instant of an {@code xsd:dateTime}, RFC 7643 section 2.3.5; without a zone it is
   * UTC. Only the years 1 to 9999 are accepted, because clients mean no others and databases do not
   * store them.
   */
  public static Optional<Instant> instant(String dateTime) {
    return parsed(dateTime)
        .or(() -> parsed(dateTime + "Z"))
        .map(OffsetDateTime::toInstant)
        .filter(at -> !at.isBefore(YEAR_1) && at.isBefore(YEAR_10000));
  }

  private static Optional<OffsetDateTime> parsed(String dateTime) {
    try {
      return Optional.of(OffsetDateTime.parse(dateTime));
    } catch (DateTimeParseException notOne) {
      return Optional.empty();
    }
  }

  /** Returns an instant as text whose order is that of time. */
  static String text(Instant instant) {
    return "%020d.%09d".formatted(instant.getEpochSecond() + (1L << 40), instant.getNano());
  }

  /** Compares by the order of code points, which is that of PostgreSQL's collation "C". */
  public static int compare(String left, String right) {
    int at = 0;
    int end = Math.min(left.length(), right.length());
    while (at < end && left.charAt(at) == right.charAt(at)) {
      at++;
    }
    if (at == end) {
      return Integer.compare(left.length(), right.length());
    }
    return Integer.compare(rank(left.charAt(at)), rank(right.charAt(at)));
  }

  /** Ranks a char for the order of code points: surrogates come after every other char. */
  private static int rank(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }
}
