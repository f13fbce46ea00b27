package io.bailiwick.model;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * A freshness token: a thing and its version. Every write returns those of its changes in the
 * header {@code Bailiwick-Revision} ({@link Revisions}). Callers treat it as opaque.
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

  /** Returns the revision of an identity's record; the role may still be that of the account. */
  public static Revision ofRecord(Identity identity) {
    return new Revision(Kind.RECORD, identity.id(), identity.version());
  }

  public static Revision of(Account account) {
    return new Revision(Kind.ACCOUNT, account.id(), account.version());
  }

  public static Revision of(Organization organization) {
    return new Revision(Kind.ORGANIZATION, organization.id(), organization.version());
  }

  /**
   * Returns the revision of everything that the gateway committed before a time.
   *
   * @param time by the clock of the gateway's database
   */
  public static Revision before(Instant time) {
    return new Revision(Kind.MOMENT, "gateway", ChronoUnit.MICROS.between(Instant.EPOCH, time));
  }

  /** Returns the time of a revision of the kind {@link Kind#MOMENT}. */
  public Instant moment() {
    return Instant.EPOCH.plus(version, ChronoUnit.MICROS);
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
    ORGANIZATION,
    /** A record of an identity, whether or not its account has followed. */
    RECORD,
    /** The end of a session. */
    SESSION,
    /** Everything that the gateway committed before a time; the version is that time. */
    MOMENT;

    private final String word = name().toLowerCase(Locale.ROOT) + ":";
  }
}
