package io.bailiwick.gateway.schema.filter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.json.StrictJson;
import java.util.Locale;

/** Reads a filter or a path piece by piece: words, punctuation, JSON values. */
final class FilterLexer {
  private final String text;
  private final ScimType kind;
  private int at;

  /** The beginning of the last piece, which is the position of a fault. */
  private int piece;

  FilterLexer(String text, ScimType kind) {
    this.text = text;
    this.kind = kind;
  }

  void skipSpace() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  boolean atEnd() {
    skipSpace();
    piece = at;
    return at == text.length();
  }

  /** Takes a punctuation mark if it is next. */
  boolean take(char mark) {
    skipSpace();
    return takeHere(mark);
  }

  /** Takes a punctuation mark if it is next, with no space before it. */
  boolean takeHere(char mark) {
    if (at < text.length() && text.charAt(at) == mark) {
      piece = at;
      at++;
      return true;
    }
    return false;
  }

  void expect(char mark) {
    if (!take(mark)) {
      piece = at;
      throw refuse("'" + mark + "' is missing");
    }
  }

  /** Takes the next word if it is this keyword, in any letter case. */
  boolean takeWord(String keyword) {
    skipSpace();
    int start = at;
    if (word().toLowerCase(Locale.ROOT).equals(keyword)) {
      return true;
    }
    at = start;
    return false;
  }

  /** Reads an attribute path without brackets: letters, digits and {@code $ - _ : .}. */
  String word() {
    skipSpace();
    piece = at;
    int start = at;
    while (at < text.length() && isWordCharacter(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private static boolean isWordCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "$-_:.".indexOf(c) >= 0;
  }

  /** Reads a JSON string, number, true, false or null. */
  JsonNode value() {
    skipSpace();
    int start = at;
    if (takeHere('"')) {
      while (at < text.length() && text.charAt(at) != '"') {
        at += text.charAt(at) == '\\' ? 2 : 1;
      }
      at++;
    } else {
      word();
      if (takeHere('+')) {
        word();
      }
    }
    piece = start;
    if (start == at) {
      throw refuse("A value is missing");
    }
    if (at > text.length()) {
      throw refuse("A string does not end");
    }
    String literal = text.substring(start, at);
    try {
      String lower = literal.toLowerCase(Locale.ROOT);
      boolean keyword = lower.equals("true") || lower.equals("false") || lower.equals("null");
      return StrictJson.mapper().readTree(keyword ? lower : literal);
    } catch (JsonProcessingException e) {
      throw refuse("A value must be a JSON string, number, true, false or null");
    }
  }

  ScimException refuse(String why) {
    return new ScimException(
        kind,
        "%s at character %d of the %s."
            .formatted(why, piece + 1, kind == ScimType.INVALID_FILTER ? "filter" : "path"));
  }
}
