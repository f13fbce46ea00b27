package io.bailiwick.enforcer.laws;

import io.bailiwick.enforcer.decision.CheckRequest;
import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.enforcer.decision.Facts;
import io.bailiwick.enforcer.decision.Grants;
import io.bailiwick.enforcer.decision.Subject;
import io.bailiwick.enforcer.decision.Visibility;
import io.bailiwick.enforcer.decision.World;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.Enforcement;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.LimitSettings;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import io.bailiwick.model.SampleOrganization;
import io.bailiwick.model.SignInSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Translates a case into what the policy is asked and what it knows. */
final class States {
  static final List<String> INACTIVE =
      List.of(
          "identity INACTIVE",
          "identity LOCKED",
          "identity DELETED",
          "identity unknown",
          "identity unreadable",
          "account SUSPENDED",
          "account DEPROVISIONED",
          "account HANDLE_TAKEN",
          "account unknown",
          "account unreadable",
          "subject unknown",
          "organization unknown");

  private States() {}

  static CheckRequest request(String subject, Case c) {
    Instant signedIn = signedIn(c);
    return new CheckRequest(
        subject,
        c.action(),
        new Resource(
            c.type(),
            "x",
            text(c.owner()),
            false,
            Visibility.of(text(c.visibility())),
            text(c.group()),
            text(c.createdBy()).map(who -> who.equals("jane") ? World.JANE : who),
            (c.toOwner() + c.toVisibility() + c.toGroup()).isEmpty()
                ? Optional.empty()
                : Optional.of(
                    new Destination(
                        text(c.toOwner()),
                        Visibility.of(text(c.toVisibility())),
                        text(c.toGroup()))),
            c.scopes().stream().map(scope -> text(scope).orElseThrow()).toList()),
        c.signIn().equals("none")
            ? Optional.empty()
            : Optional.of(
                CheckRequest.Session.told(
                    "s", c.signIn().equals("globex") ? "globex" : "acme", signedIn)),
        switch (c.by()) {
          case "credential" -> credential(signedIn.plusSeconds(5));
          case "outside" -> credential(signedIn.minus(Duration.ofDays(2)));
          case "undated" -> Optional.of(new CheckRequest.Credential(Optional.empty()));
          default -> Optional.empty();
        });
  }

  private static Optional<CheckRequest.Credential> credential(Instant created) {
    return Optional.of(new CheckRequest.Credential(Optional.of(created)));
  }

  private static Instant signedIn(Case c) {
    Duration ago =
        switch (c.signIn()) {
          case "revoked" -> Duration.ofMinutes(20);
          case "future" -> Duration.ofHours(-1);
          case "old" -> Duration.ofDays(8);
          case "ancient" -> Duration.ofDays(100);
          default -> Duration.ofMinutes(1);
        };
    return World.NOW.minus(ago);
  }

  static Facts facts(Case c) {
    return new Facts(
        c.state().equals("subject unknown") ? Optional.empty() : Optional.of(subject(c)),
        c.state().equals("organization unknown") ? Optional.empty() : Optional.of(organization(c)),
        List.of(),
        c.signIn().equals("ended"),
        false,
        managed(c, List.of("acme", "globex")),
        Facts.Freshness.valueOf(c.freshness()));
  }

  /** Returns the facts about a personal account that asks the same. */
  static Facts factsOfPersonal(Case c) {
    return new Facts(
        Optional.empty(),
        Optional.empty(),
        List.of(),
        false,
        false,
        managed(c, List.of("acme", "globex", c.handle(), World.JANE)),
        Facts.Freshness.valueOf(c.freshness()));
  }

  private static Set<String> managed(Case c, List<String> all) {
    return request("somebody", c).resource().namespaces().stream()
        .filter(all::contains)
        .collect(Collectors.toSet());
  }

  private static Subject subject(Case c) {
    boolean withIdentity = !c.state().equals("identity unknown");
    boolean withAccount = !c.state().equals("account unknown");
    return new Subject(
        World.JANE,
        "acme",
        withIdentity ? 1 : 0,
        withIdentity ? status(IdentityStatus.ACTIVE, "identity ", c) : null,
        c.signIn().equals("revoked") ? World.NOW.minus(Duration.ofMinutes(10)) : null,
        c.returned() ? World.NOW.minus(Duration.ofDays(1)) : null,
        0,
        withAccount ? 1 : 0,
        withAccount ? 1 : 0,
        withAccount ? status(AccountStatus.ACTIVE, "account ", c) : null,
        withAccount ? Role.named(c.role()).orElseThrow() : null,
        withAccount ? grants(c) : Grants.NONE,
        withAccount ? c.handle() : null,
        c.state().equals("identity unreadable"),
        c.state().equals("account unreadable"));
  }

  private static Grants grants(Case c) {
    return new Grants(
        c.grants().entrySet().stream()
            .map(one -> new Grants.Held(one.getKey(), Role.named(one.getValue()).orElseThrow()))
            .toList());
  }

  private static <E extends Enum<E>> @Nullable E status(E active, String of, Case c) {
    String word = c.state().startsWith(of) ? c.state().substring(of.length()) : "";
    return word.isEmpty() || word.startsWith("un")
        ? active
        : Enum.valueOf(active.getDeclaringClass(), word);
  }

  private static Organization organization(Case c) {
    Case.Limits open = c.limits();
    Organization global =
        SampleOrganization.of(
                "acme",
                Role.READ,
                new LimitSettings(
                    open.publicContent()
                        ? LimitSettings.PublicContent.ORGANIZATION_SETTING
                        : LimitSettings.PublicContent.FORBIDDEN,
                    open.personalNamespace()
                        ? LimitSettings.PersonalNamespace.PRIVATE_ONLY
                        : LimitSettings.PersonalNamespace.CLOSED,
                    LimitSettings.ExternalCollaboration.FORBIDDEN,
                    open.likes()
                        ? LimitSettings.LikesAndFollows.ALLOW
                        : LimitSettings.LikesAndFollows.DENY,
                    open.gatedAccess()
                        ? LimitSettings.GatedAccessRequests.ALLOW
                        : LimitSettings.GatedAccessRequests.ADMIN_APPROVAL,
                    LimitSettings.TransferOutOfOrganization.DENY),
                SignInSettings.DEFAULT,
                World.NOW)
            .lockedDown(
                c.lockedDown() ? Optional.of(World.NOW.minusSeconds(30)) : Optional.empty());
    return c.openReading()
        ? SampleOrganization.enforcing(global, Enforcement.ORGANIZATION)
        : global;
  }

  private static Optional<String> text(String word) {
    return word.isEmpty()
        ? Optional.empty()
        : Optional.of(word.equals("jane's id") ? World.JANE : word);
  }
}
