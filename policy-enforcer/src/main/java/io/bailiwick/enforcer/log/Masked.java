package io.bailiwick.enforcer.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bailiwick.enforcer.decision.ResourceKind;
import io.bailiwick.json.StrictJson;
import io.bailiwick.service.LogText;
import java.util.Set;
import java.util.regex.Pattern;

/** Texts of a question in the form in which the log may keep them. */
final class Masked {
  /** The length of a text that the queue holds as it came. */
  static final int LONGEST = 256;

  private static final String HIDDEN = "***";

  /** The names of actions and types; another text may say anything. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,64}");

  /** A JSON web token, or a token of Bailiwick. */
  private static final Pattern SECRET = Pattern.compile("eyJ[\\w.-]*+|bwk_\\w*+");

  /** Known types whose ids are secrets, or are as good as one. */
  private static final Set<String> SECRETS = Set.of("token", "ssh-key", "session");

  private Masked() {}

  /** Returns the name of an action or type; hidden if it is no name. */
  static String name(String text) {
    return NAME.matcher(text).matches() ? text : HIDDEN;
  }

  /** Returns an id in one line of limited length, without e-mail addresses and tokens. */
  static String id(String text) {
    return text.isBlank() ? HIDDEN : SECRET.matcher(whole(LogText.of(text))).replaceAll(HIDDEN);
  }

  /** Replaces half of a surrogate pair, which the cut of a long text leaves; it is not JSON. */
  private static String whole(String text) {
    return StrictJson.isStorable(text) ? text : new String(text.getBytes(UTF_8), UTF_8);
  }

  /** Returns the id of a resource; hidden if its type is unknown, such as {@code access-token}. */
  static String id(String type, String text) {
    boolean hidden = SECRETS.contains(type) || ResourceKind.of(type) == ResourceKind.UNKNOWN;
    return hidden ? HIDDEN : id(text);
  }

  /**
   * Returns a text that the queue can hold: a long one is masked at once. Cut only, half of an
   * e-mail address would no longer look like one.
   */
  static String held(String text) {
    return text.length() <= LONGEST ? text : id(text);
  }
}
