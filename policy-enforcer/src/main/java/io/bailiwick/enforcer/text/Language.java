package io.bailiwick.enforcer.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bailiwick.enforcer.decision.Decision;
import io.bailiwick.enforcer.decision.Reason;
import io.bailiwick.enforcer.decision.Remedy;
import io.bailiwick.enforcer.decision.Remedy.Need;
import io.bailiwick.model.Organization;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/** The texts of one language, from its file of {@code texts}. */
public final class Language {
  static final String ORGANIZATION = "{organization}";

  private final String tag;
  private final int index;
  private final Map<Reason, String> user = new EnumMap<>(Reason.class);
  private final Map<Reason, Optional<Named>> userNamed = new EnumMap<>(Reason.class);
  private final Map<Reason, String> admin = new EnumMap<>(Reason.class);
  private final Map<Need, String> needs = new EnumMap<>(Need.class);
  private final String allowed;
  private final String denied;
  private final String ignored;

  private Language(String tag, int index, Properties texts) {
    this.tag = tag;
    this.index = index;
    for (Reason reason : Reason.values()) {
      user.put(reason, text(texts, "user." + reason.code()));
      admin.put(reason, text(texts, "admin." + reason.code()));
      userNamed.put(
          reason,
          Optional.ofNullable(texts.getProperty("user." + reason.code() + ".named"))
              .map(Named::of));
    }
    for (Need need : Need.values()) {
      needs.put(need, text(texts, "need." + need.code()));
    }
    this.allowed = text(texts, "allowed");
    this.denied = text(texts, "denied");
    this.ignored = text(texts, "ignored");
  }

  /**
   * Reads a language.
   *
   * @param index its number among the languages
   * @throws IllegalStateException if a text is missing
   */
  static Language read(String tag, int index) {
    return new Language(tag, index, file(tag));
  }

  static Properties file(String tag) {
    String file = "/texts/" + tag + ".properties";
    try (Reader in =
        new InputStreamReader(
            Objects.requireNonNull(Language.class.getResourceAsStream(file), file), UTF_8)) {
      Properties texts = new Properties();
      texts.load(in);
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Properties texts, String key) {
    String text = texts.getProperty(key);
    if (text == null) {
      throw new IllegalStateException("no text " + key);
    }
    return text;
  }

  /** Returns its tag (BCP 47). */
  public String tag() {
    return tag;
  }

  /** Returns its number among the languages, from 0. */
  public int index() {
    return index;
  }

  /** Returns the text for the person. */
  public String user(Reason reason) {
    return of(user, reason);
  }

  /** Returns the text for the person that names the organization; empty if there is none. */
  public Optional<Named> userNamed(Reason reason) {
    return of(userNamed, reason);
  }

  /** Returns a change in words. */
  public String remedy(Remedy remedy) {
    return of(needs, remedy.need())
        .replace("{about}", remedy.about())
        .replace("{group}", remedy.resourceGroup());
  }

  /**
   * Returns the text for the administrator.
   *
   * @param wouldAllow the changes that would lead to an allow
   * @param unknown the members of the request that were ignored
   */
  public String admin(Decision decision, List<Remedy> wouldAllow, List<String> unknown) {
    String rule =
        decision instanceof Decision.Allow
            ? allowed
            : denied.replace(
                "{changes}",
                wouldAllow.stream().map(this::remedy).collect(Collectors.joining(" ")));
    return of(admin, decision.reason())
        + " "
        + rule.replace("{rule}", decision.words())
        + (unknown.isEmpty() ? "" : " " + ignored.replace("{members}", String.join(", ", unknown)));
  }

  private static <K, T> T of(Map<K, T> texts, K key) {
    return Objects.requireNonNull(texts.get(key));
  }

  /** A text around the name of an organization. */
  public record Named(String before, String after) {
    private static Named of(String text) {
      int at = text.indexOf(ORGANIZATION);
      return new Named(text.substring(0, at), text.substring(at + ORGANIZATION.length()));
    }

    /** Returns the text with a name. */
    public String of(Organization organization) {
      return before + organization.displayName() + after;
    }
  }
}
