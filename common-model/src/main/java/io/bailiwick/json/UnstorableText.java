package io.bailiwick.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Text that cannot be stored or sent on as it is: NUL, and halves of surrogate pairs. */
final class UnstorableText {
  private UnstorableText() {}

  static void refuse(JsonNode node) throws BadJson {
    refuse(node, "");
  }

  private static void refuse(JsonNode node, String member) throws BadJson {
    if (node.isTextual()) {
      check(node.textValue(), member);
    } else if (node.isObject()) {
      for (Map.Entry<String, JsonNode> entry : node.properties()) {
        check(entry.getKey(), member);
        refuse(entry.getValue(), member.isEmpty() ? entry.getKey() : member + "." + entry.getKey());
      }
    } else if (node.isArray()) {
      for (JsonNode element : node) {
        refuse(element, member);
      }
    }
  }

  private static String subject(String member) {
    return member.isEmpty() ? "The body" : member;
  }

  private static void check(String text, String member) throws BadJson {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new BadJson(member, subject(member) + " holds the character U+0000.");
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new BadJson(member, subject(member) + " holds half of a surrogate pair.");
      }
    }
  }
}
