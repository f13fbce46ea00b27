package io.bailiwick.model;

import io.bailiwick.model.RoleMapping.Rule;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The role of a person and its source.
 *
 * <p>The sources in order of precedence are the roles that SCIM names, the links of SCIM groups,
 * the organization's sign-in mapping, an administrator, an invitation, and the organization's
 * default. The first source that gives a role wins, even if another one would give more.
 */
public record RoleDecision(Role role, RoleExplanation explanation) {

  /** Derives the role of an identity under an organization's settings. */
  public static RoleDecision of(Identity identity, Organization organization) {
    return byScim(identity.roles())
        .or(() -> byGroups(identity, organization.roles()))
        .orElseGet(() -> bySignIn(identity, organization));
  }

  private static Optional<RoleDecision> byScim(List<String> roles) {
    return roles.stream()
        .flatMap(name -> Role.named(name).stream())
        .max(Comparator.naturalOrder())
        .map(role -> of(role, RoleSource.SCIM_ROLES, "roles", role.wireName(), Optional.empty()));
  }

  private static Optional<RoleDecision> byGroups(Identity identity, RoleSettings settings) {
    Stream<GroupLink> matching =
        settings.groupLinks().stream().filter(link -> link.links(identity.groups()));
    return chosen(matching, settings.conflict(), GroupLink::role)
        .map(
            link ->
                of(
                    link.role(),
                    RoleSource.SCIM_GROUP_LINK,
                    "roles.groupLinks",
                    link.group(),
                    Optional.empty()));
  }

  private static <T> Optional<T> chosen(
      Stream<T> matching, RoleMapping.Conflict conflict, Function<T, Role> role) {
    return switch (conflict) {
      case FIRST_MATCH -> matching.findFirst();
      case MOST_PRIVILEGED -> matching.max(Comparator.comparing(role));
    };
  }

  private static RoleDecision bySignIn(Identity identity, Organization organization) {
    Optional<RoleMapping> mapping = organization.signIn().roleMapping();
    Optional<Kept> kept =
        mapping.flatMap(
            wanted -> identity.signIn().flatMap(facts -> facts.kept(wanted.attribute())));
    Optional<Rule> rule = mapping.flatMap(wanted -> matching(wanted, identity, organization));
    if (rule.isPresent()) {
      return of(
          rule.get().role(),
          RoleSource.SIGN_IN_MAPPING,
          mapping.get().attribute(),
          rule.get().value(),
          kept);
    }
    return identity
        .assigned()
        .flatMap(Assigned::role)
        .map(role -> of(role, RoleSource.MANUAL, null, role.wireName(), kept))
        .or(
            () ->
                identity
                    .invitedRole()
                    .map(role -> of(role, RoleSource.INVITATION, null, role.wireName(), kept)))
        .orElseGet(
            () ->
                of(
                    organization.defaultRole(),
                    RoleSource.ORGANIZATION_DEFAULT,
                    "defaultRole",
                    null,
                    kept));
  }

  private static Optional<Rule> matching(
      RoleMapping mapping, Identity identity, Organization organization) {
    List<String> values =
        identity
            .signIn()
            .flatMap(facts -> organization.signIn().values(facts.claims(), mapping.attribute()))
            .orElse(List.of());
    Stream<Rule> matching =
        mapping.rules().stream().filter(candidate -> values.contains(candidate.value()));
    return chosen(matching, mapping.conflict(), Rule::role);
  }

  private static RoleDecision of(
      Role role,
      RoleSource source,
      @Nullable String rule,
      @Nullable String value,
      Optional<Kept> kept) {
    return new RoleDecision(
        role,
        new RoleExplanation(source, Optional.ofNullable(rule), Optional.ofNullable(value), kept));
  }
}
