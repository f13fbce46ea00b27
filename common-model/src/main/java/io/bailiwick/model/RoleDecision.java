package io.bailiwick.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The role of a person and where it comes from.
 *
 * <p>Sources in their precedence: the roles that SCIM names, the organization's sign-in mapping, an
 * invitation, the organization's default. The first that says anything wins, even if another one
 * would give more.
 */
public record RoleDecision(Role role, RoleExplanation explanation) {

  /** Derives the role of an identity under an organization's settings. */
  public static RoleDecision of(Identity identity, Organization organization) {
    return byScim(identity.roles())
        .or(() -> byMapping(identity, organization))
        .or(
            () ->
                identity
                    .invitedRole()
                    .map(role -> of(role, RoleSource.INVITATION, null, role.wireName())))
        .orElseGet(
            () ->
                of(
                    organization.defaultRole(),
                    RoleSource.ORGANIZATION_DEFAULT,
                    "defaultRole",
                    null));
  }

  private static Optional<RoleDecision> byScim(List<String> roles) {
    return roles.stream()
        .flatMap(name -> Role.named(name).stream())
        .max(Comparator.naturalOrder())
        .map(role -> of(role, RoleSource.SCIM_ROLES, "roles", role.wireName()));
  }

  private static Optional<RoleDecision> byMapping(Identity identity, Organization organization) {
    Optional<RoleMapping> mapping = organization.signIn().roleMapping();
    Optional<JsonNode> claims = identity.signIn().map(SignInFacts::claims);
    if (mapping.isEmpty() || claims.isEmpty()) {
      return Optional.empty();
    }
    List<String> values =
        ClaimPath.values(claims.get(), mapping.get().attribute()).orElse(List.of());
    Stream<RoleMapping.Rule> matching =
        mapping.get().rules().stream().filter(rule -> values.contains(rule.value()));
    Optional<RoleMapping.Rule> rule =
        switch (mapping.get().conflict()) {
          case FIRST_MATCH -> matching.findFirst();
          case MOST_PRIVILEGED -> matching.max(Comparator.comparing(RoleMapping.Rule::role));
        };
    return rule.map(
        found ->
            of(found.role(), RoleSource.SIGN_IN_MAPPING, mapping.get().attribute(), found.value()));
  }

  private static RoleDecision of(
      Role role, RoleSource source, @Nullable String rule, @Nullable String value) {
    return new RoleDecision(
        role, new RoleExplanation(source, Optional.ofNullable(rule), Optional.ofNullable(value)));
  }
}
