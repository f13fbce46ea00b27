package io.bailiwick.gateway.scim.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.bailiwick.service.LogText;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is left of a request for the log: its structure, and the values by which an administrator
 * finds a person and sees why access changed. Everything else that is text is hidden, and of an
 * e-mail address all but its first letter and its domain, wherever it stands.
 */
public final class Mask {
  private static final String HIDDEN = "***";
  private static final int LONGEST_LIST = 20;
  private static final int LARGEST_OBJECT = 100;
  private static final int LARGEST_BODY = 16 << 10;

  private static final Pattern PASSWORD =
      Pattern.compile("(?i)(password[\\s+?]+[a-z]{2}[\\s+?]+)(?:\"(?:\\\\.|[^\"\\\\])*+\"?|\\S+)");

  /** Values that are shown, by the attribute that has them. */
  private static final Set<String> SHOWN =
      Set.of(
          "schemas",
          "username",
          "externalid",
          "active",
          "roles",
          "entitlements",
          "members",
          "groups",
          "manager",
          "id",
          "method",
          "bulkid",
          "version",
          "op",
          "path",
          "filter",
          "sortby",
          "sortorder",
          "attributes",
          "excludedattributes",
          "cursor",
          "resourcetype",
          "type",
          "primary");

  /** What never is, not even that there is a number. */
  private static final Set<String> SECRET = Set.of("password");

  private Mask() {}

  /** The masked form of a body, as JSON of 16 kB at the most. */
  public static String body(ObjectNode body) {
    String masked = object(body, "").toString();
    return masked.length() <= LARGEST_BODY
        ? masked
        : "{\"...\":\"%d characters\"}".formatted(masked.length());
  }

  /**
   * A text as a {@linkplain LogText log may hold it}, without what a filter says of a password;
   * PostgreSQL can keep it.
   */
  public static String text(String text) {
    String line = LogText.inOneLine(text);
    return LogText.of(PASSWORD.matcher(line).replaceAll("$1\"" + HIDDEN + "\""));
  }

  /** The attribute that an operation of a PATCH is about counts for its value. */
  private static ObjectNode object(ObjectNode object, String attribute) {
    ObjectNode masked = JsonNodeFactory.instance.objectNode();
    JsonNode path = object.path("path");
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (masked.size() == LARGEST_OBJECT) {
        masked.put("...", "%d more".formatted(object.size() - LARGEST_OBJECT));
        break;
      }
      String name = member.getKey();
      boolean isValue = name.toLowerCase(Locale.ROOT).equals("value");
      String about = isValue ? path.asText(attribute) : name;
      masked.set(text(name), node(member.getValue(), attributeOf(about)));
    }
    return masked;
  }

  /** The name of the attribute in a path: {@code urn:...:User:emails[type eq "work"].value}. */
  private static String attributeOf(String path) {
    String[] parts = path.split("[\\[]", -1)[0].split("[.]", -1);
    String head = parts[0].startsWith("urn:") ? parts[parts.length - 1] : parts[0];
    return head.substring(head.lastIndexOf(':') + 1).toLowerCase(Locale.ROOT);
  }

  private static JsonNode node(JsonNode value, String attribute) {
    if (SECRET.contains(attribute)) {
      return TextNode.valueOf(HIDDEN);
    }
    if (value instanceof ObjectNode object) {
      return object(object, attribute);
    }
    if (value instanceof ArrayNode array) {
      return list(array, attribute);
    }
    if (!value.isTextual()) {
      return value;
    }
    return TextNode.valueOf(SHOWN.contains(attribute) ? text(value.textValue()) : HIDDEN);
  }

  private static ArrayNode list(ArrayNode array, String attribute) {
    ArrayNode masked = JsonNodeFactory.instance.arrayNode();
    for (JsonNode element : array) {
      if (masked.size() == LONGEST_LIST) {
        masked.add("... %d more".formatted(array.size() - LONGEST_LIST));
        break;
      }
      masked.add(node(element, attribute));
    }
    return masked;
  }
}
