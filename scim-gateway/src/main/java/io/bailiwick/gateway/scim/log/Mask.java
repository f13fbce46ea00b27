package io.bailiwick.gateway.scim.log;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.bailiwick.service.LogText;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Masks requests for the log. Their structure stays, and so do the values by which an administrator
 * finds a person and sees why access changed. All other texts become {@code ***}. An e-mail address
 * keeps only its first letter and its domain, in any attribute. No token is kept.
 */
public final class Mask {
  static final String HIDDEN = "***";
  private static final int LONGEST = 256;
  private static final int LONGEST_LIST = 20;
  private static final int LARGEST_OBJECT = 100;
  private static final int LARGEST_BODY = 16 << 10;

  /** The gateway's own tokens, and JWTs. */
  private static final Pattern TOKEN =
      Pattern.compile("bwk_[A-Za-z0-9_]+|\\beyJ[A-Za-z0-9_.-]{10,}");

  /** A comparison of a filter that an error message repeats: attribute, operator and value. */
  private static final Pattern COMPARED =
      Pattern.compile(
          "(?i)(?<![a-z0-9$_:.-])([a-z0-9$_:.-]++)( (?:eq|ne|co|sw|ew|gt|ge|lt|le) )(\"(?:\\\\.|[^\"\\\\])*+\"?|[+-]?[0-9]+)");

  private static final Pattern PARAMETER = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

  /** The attributes whose values are shown, in lower case. */
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
          "sortby",
          "sortorder",
          "attributes",
          "excludedattributes",
          "cursor",
          "resourcetype",
          "type",
          "primary");

  /** The attributes whose values are hidden even if they are not texts. */
  private static final Set<String> SECRET = Set.of("password");

  private Mask() {}

  /**
   * Returns a masked body.
   *
   * @return JSON of at most 16,384 characters; of a larger body only its number of characters
   */
  public static String body(ObjectNode body) {
    String masked = object(body, "").toString();
    return masked.length() <= LARGEST_BODY
        ? masked
        : "{\"...\":\"%d characters\"}".formatted(masked.length());
  }

  /** Returns the {@code detail} of an error in one line, without the values that it repeats. */
  public static String detail(String detail) {
    return text(
        COMPARED
            .matcher(LogText.inOneLine(detail))
            .replaceAll(
                found ->
                    Matcher.quoteReplacement(
                        found.group(1)
                            + found.group(2)
                            + (shows(found.group(1), "") ? found.group(3) : '"' + HIDDEN + '"'))));
  }

  /**
   * Returns the masked target of a request: {@code /Users?filter=userName eq "ada"}.
   *
   * @param segments the decoded segments of the path below {@code /scim/v2/{organization}}
   * @param query the query as it was sent, still encoded
   * @return at most 256 characters, and an ellipsis if it is longer
   */
  public static String target(List<String> segments, Optional<String> query) {
    String path = segments.stream().map(Mask::text).collect(joining("/", "/", ""));
    return shortened(
        query
            .map(all -> Arrays.stream(all.split("&", -1)).map(Mask::parameter))
            .map(all -> all.collect(joining("&", path + "?", "")))
            .orElse(path));
  }

  /** Masks a parameter; an unknown name can be a token or a text for another service. */
  private static String parameter(String written) {
    int equals = written.indexOf('=');
    String name = equals < 0 ? "" : written.substring(0, equals);
    if (!PARAMETER.matcher(name).matches()) {
      return written.isEmpty() ? "" : HIDDEN;
    }
    return text(name) + "=" + parameter(name, written.substring(equals + 1));
  }

  private static String parameter(String name, String encoded) {
    try {
      String value = URLDecoder.decode(encoded, StandardCharsets.UTF_8);
      return switch (name) {
        case "filter" -> shortened(MaskedFilter.filter(value));
        case "startIndex", "count", "cursor" -> text(value);
        case "sortBy", "sortOrder", "attributes", "excludedAttributes" -> text(value);
        default -> HIDDEN;
      };
    } catch (IllegalArgumentException unreadable) {
      return HIDDEN;
    }
  }

  /** Returns a text as a {@linkplain LogText log may hold it}, without tokens and NUL. */
  static String text(String text) {
    return LogText.of(TOKEN.matcher(LogText.inOneLine(text)).replaceAll(HIDDEN));
  }

  /** Shortens a text whose parts are masked already. */
  private static String shortened(String masked) {
    return masked.length() > LONGEST ? masked.substring(0, LONGEST) + "..." : masked;
  }

  /**
   * Tells whether the value of an attribute is shown.
   *
   * @param within the attribute whose brackets hold it; empty outside of brackets
   */
  static boolean shows(String attribute, String within) {
    String head = attributeOf(attribute);
    String local = attribute.substring(attribute.lastIndexOf(':') + 1).toLowerCase(Locale.ROOT);
    String sub = local.substring(Math.max(0, local.indexOf('.') + 1));
    boolean isSub = local.indexOf('.') >= 0 && !sub.equals("value");
    if (!within.isEmpty() && head.equals("value")) {
      return SHOWN.contains(attributeOf(within));
    }
    return head.equals("meta") || SHOWN.contains(isSub ? sub : head);
  }

  /**
   * Masks an object. The {@code value} of a PATCH operation is masked as the attribute of its path.
   */
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
      // A PATCH without a path names the values that it selects in its members.
      String shown = name.indexOf('[') < 0 ? text(name) : shortened(MaskedFilter.path(name));
      masked.set(shown, node(member.getValue(), attributeOf(about)));
    }
    return masked;
  }

  /**
   * Returns the name of the attribute in a path: {@code urn:...:User:emails[type eq "work"].value}.
   */
  private static String attributeOf(String path) {
    String name = path.split("[\\[]", 2)[0];
    return name.substring(name.lastIndexOf(':') + 1).split("[.]", 2)[0].toLowerCase(Locale.ROOT);
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
    String text = value.textValue();
    return TextNode.valueOf(
        switch (attribute) {
          case "filter" -> shortened(MaskedFilter.filter(text));
          case "path" -> path(text);
          default -> SHOWN.contains(attribute) ? text(text) : HIDDEN;
        });
  }

  /** Masks the path of a PATCH operation or a bulk operation. */
  private static String path(String path) {
    if (!path.startsWith("/")) {
      return shortened(MaskedFilter.path(path));
    }
    String[] parts = path.substring(1).split("[?]", 2);
    return target(List.of(parts[0].split("/", -1)), Arrays.stream(parts).skip(1).findFirst());
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
