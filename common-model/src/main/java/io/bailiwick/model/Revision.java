package io.bailiwick.model;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * The freshness token that every write returns in the header {@code Bailiwick-Revision}: a thing
 * and its version. Callers treat it as opaque.
 */
public record Revision(Kind kind, String id, long version) {
  /** The name of the header. */
  public static final String HEADER = "Bailiwick-Revision";

  private static final int LONGEST = 256;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  public Revision {
    Required.present("kind", kind);
    Required.text("id", id);
    Required.positive("version", version);
  }

  public static Revision of(Identity identity) {
    return new Revision(Kind.IDENTITY, identity.id(), identity.version());
  }

  public static Revision of(Account account) {
    return new Revision(Kind.ACCOUNT, account.id(), account.version());
  }

  public static Revision of(Organization organization) {
    return new Revision(Kind.ORGANIZATION, organization.id(), organization.version());
  }

  /** Returns the token that callers see: base64url without padding. */
  public String token() {
    String plain = kind.word + version + ":" + id;
    return ENCODER.encodeToString(plain.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the revision of a token; empty if the token is not one of Bailiwick's. */
  public static Optional<Revision> parse(String token) {
    if (token.length() > LONGEST) {
      return Optional.empty();
    }
    try {
      String plain = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      String[] parts = plain.split(":", 3);
      return parts.length < 3
          ? Optional.empty()
          : Optional.of(
              new Revision(
                  Kind.valueOf(parts[0].toUpperCase(Locale.ROOT)),
                  parts[2],
                  Long.parseLong(parts[1])));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  /** The kinds of things that have revisions. */
  public enum Kind {
    IDENTITY,
    ACCOUNT,
    ORGANIZATION;

    private final String word = name().toLowerCase(Locale.ROOT) + ":";
  }
}
