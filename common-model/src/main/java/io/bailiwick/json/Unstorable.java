package io.bailiwick.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * Rejects JSON that cannot be stored or sent on unchanged. Examples are NUL and halves of surrogate
 * pairs in a text. A number beyond a double's range is one too, because it would be written as the
 * text {@code Infinity}.
 */
final class Unstorable {
  private static final String TEXT = "holds a NUL or half of a surrogate pair.";
  private static final String NUMBER = "holds a number that is too large.";

  private Unstorable() {}

  static void refuse(JsonNode node) throws BadJson {
    if (node.isTextual()) {
      check(node.textValue());
    } else if (node.isDouble() && !Double.isFinite(node.doubleValue())) {
      throw new BadJson("", "It " + NUMBER);
    } else if (node.isObject()) {
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        check(entry.getKey());
        member(entry.getKey(), entry.getValue());
      }
    } else if (node.isArray()) {
      for (JsonNode element : node) {
        refuse(element);
      }
    }
  }

  /** Checks a member; its dotted name is put together only when a failure passes through. */
  private static void member(String name, JsonNode value) throws BadJson {
    try {
      refuse(value);
    } catch (BadJson e) {
      String path = e.member().isEmpty() ? name : name + "." + e.member();
      throw new BadJson(path, path + " " + (e.detail().endsWith(NUMBER) ? NUMBER : TEXT));
    }
  }

  private static void check(String text) throws BadJson {
    if (isIn(text)) {
      throw new BadJson("", "A name " + TEXT);
    }
  }

  /** Returns whether a text holds a NUL or half of a surrogate pair. */
  static boolean isIn(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else if (c == 0 || Character.isSurrogate(c)) {
        return true;
      }
    }
    return false;
  }
}
