package io.bailiwick.enforcer.decision;

import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.LimitSettings;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import io.bailiwick.model.SampleOrganization;
import io.bailiwick.model.SignInSettings;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What the scenarios are about: jane of acme. */
public final class World {
  public static final String JANE = "mgd_06ek9q2vbx7kq9g4zt5h3n8m0r";
  public static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  static final Instant SIGNED_IN = NOW.minusSeconds(60);
  public static final Set<String> MANAGED_NAMESPACES = Set.of("acme", "globex");

  private World() {}

  public static Subject jane(Role role) {
    return jane(role, IdentityStatus.ACTIVE, AccountStatus.ACTIVE, NOW.minusSeconds(600));
  }

  static Subject jane(
      Role role, IdentityStatus identity, AccountStatus account, Instant notBefore) {
    return jane(role, Grants.NONE, identity, account, notBefore);
  }

  static Subject jane(Role role, Grants grants) {
    return jane(role, grants, IdentityStatus.ACTIVE, AccountStatus.ACTIVE, NOW.minusSeconds(600));
  }

  private static Subject jane(
      Role role, Grants grants, IdentityStatus identity, AccountStatus account, Instant notBefore) {
    return new Subject(
        JANE,
        "acme",
        1,
        identity,
        notBefore,
        null,
        0,
        1,
        1,
        account,
        role,
        grants,
        "jane-acme",
        false,
        false);
  }

  static Organization acme(String limits) {
    return organization("acme", limits);
  }

  /** An organization with a word for its limits; an empty one for the strict ones. */
  public static Organization organization(String id, String limits) {
    return SampleOrganization.of(id, Role.CONTRIBUTOR, limits(limits), SignInSettings.DEFAULT, NOW);
  }

  /** Limits with one changed, as in {@code likesAndFollows=ALLOW}; open: all that can be opened. */
  public static LimitSettings limits(String word) {
    return limits(word, LimitSettings.STRICT);
  }

  static LimitSettings limits(String word, LimitSettings base) {
    return new LimitSettings(
        word.equals("open")
            ? LimitSettings.PublicContent.ORGANIZATION_SETTING
            : changed(word, base.publicContent()),
        changed(word, base.personalNamespace()),
        changed(word, base.externalCollaboration()),
        word.equals("open")
            ? LimitSettings.LikesAndFollows.ALLOW
            : changed(word, base.likesAndFollows()),
        changed(word, base.gatedAccessRequests()),
        changed(word, base.transferOutOfOrganization()));
  }

  private static <E extends Enum<E>> E changed(String word, E strict) {
    Class<E> type = strict.getDeclaringClass();
    String name = type.getSimpleName();
    String setting = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1) + "=";
    return word.startsWith(setting) ? Enum.valueOf(type, word.substring(setting.length())) : strict;
  }

  static Optional<CheckRequest.Session> session(String word) {
    return switch (word) {
      case "none" -> Optional.empty();
      case "globex" -> Optional.of(CheckRequest.Session.told("s", "globex", SIGNED_IN));
      case "old" -> session(NOW.minusSeconds(8 * 24 * 3600));
      case "future" -> session(NOW.plusSeconds(3600));
      case "revoked" -> session(NOW.minusSeconds(1200));
      default -> session(SIGNED_IN);
    };
  }

  private static Optional<CheckRequest.Session> session(Instant at) {
    return Optional.of(CheckRequest.Session.told("s", "acme", at));
  }

  /** A credential that was made a moment after the sign-in; "credential-old" long before now. */
  static Optional<CheckRequest.Credential> credential(String word) {
    return switch (word) {
      case "credential" -> Optional.of(new CheckRequest.Credential(Optional.of(SIGNED_IN)));
      case "credential-undated" -> Optional.of(new CheckRequest.Credential(Optional.empty()));
      default -> Optional.empty();
    };
  }
}
