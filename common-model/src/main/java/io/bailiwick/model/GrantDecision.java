package io.bailiwick.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The grants of a person and their sources: linked SCIM groups, the sign-in mapping, assignments by
 * hand and automatic membership.
 *
 * <p>Every source adds, and the highest role counts. Each is derived anew from what it says now, so
 * the end of one source removes what it alone gave, and nothing else.
 */
public final class GrantDecision {
  private GrantDecision() {}

  /**
   * Derives the grants of an identity under an organization's settings, in the order of the names
   * of resource groups. A deleted person has none.
   *
   * @param role the person's role in the organization
   */
  public static List<Grant> of(Identity identity, Organization organization, Role role) {
    if (identity.status() == IdentityStatus.DELETED || organization.resourceGroups().isEmpty()) {
      return List.of();
    }
    SignIn signIn = SignIn.of(identity, organization);
    List<Grant> grants = new ArrayList<>();
    for (ResourceGroup group : organization.resourceGroups()) {
      List<GrantReason> reasons = reasons(group, identity, signIn, role);
      if (!reasons.isEmpty()) {
        Role highest =
            reasons.stream().map(GrantReason::role).max(Comparator.naturalOrder()).orElseThrow();
        grants.add(new Grant(group.name(), highest, reasons));
      }
    }
    grants.sort(Comparator.comparing(Grant::resourceGroup));
    return List.copyOf(grants);
  }

  private static List<GrantReason> reasons(
      ResourceGroup group, Identity identity, SignIn signIn, Role role) {
    List<GrantReason> reasons = new ArrayList<>();
    for (GroupLink link : group.links()) {
      if (link.links(identity.groups())) {
        reasons.add(reason(GrantSource.SCIM_GROUP, link.role(), "links", link.group()));
      }
    }
    reasons.addAll(signIn.reasons(group.name()));
    identity
        .assigned()
        .map(assigned -> assigned.resourceGroups().get(group.name()))
        .map(given -> reason(GrantSource.MANUAL, given, "members", given.wireName()))
        .ifPresent(reasons::add);
    if (group.autoJoin().includes(role)) {
      group
          .autoJoinRole()
          .map(given -> reason(GrantSource.AUTO_JOIN, given, "autoJoin", group.autoJoin().name()))
          .ifPresent(reasons::add);
    }
    return reasons;
  }

  private static GrantReason reason(GrantSource source, Role role, String rule, String value) {
    return new GrantReason(source, role, Optional.of(rule), Optional.of(value), Optional.empty());
  }

  /** The rules of the sign-in mapping that match a person. */
  private record SignIn(
      List<ResourceGroupMapping.Rule> matching, String attribute, Optional<Kept> kept) {

    static SignIn of(Identity identity, Organization organization) {
      return organization
          .signIn()
          .resourceGroupMapping()
          .map(mapping -> of(mapping, identity, organization.signIn()))
          .orElseGet(() -> new SignIn(List.of(), "", Optional.empty()));
    }

    private static SignIn of(
        ResourceGroupMapping mapping, Identity identity, SignInSettings settings) {
      List<String> values =
          identity
              .signIn()
              .flatMap(facts -> settings.values(facts.claims(), mapping.attribute()))
              .orElse(List.of());
      return new SignIn(
          mapping.rules().stream().filter(rule -> values.contains(rule.value())).toList(),
          mapping.attribute(),
          identity.signIn().flatMap(facts -> facts.kept(mapping.attribute())));
    }

    List<GrantReason> reasons(String resourceGroup) {
      return matching.stream()
          .filter(rule -> rule.resourceGroup().equals(resourceGroup))
          .map(
              rule ->
                  new GrantReason(
                      GrantSource.LOGIN,
                      rule.role(),
                      Optional.of(attribute),
                      Optional.of(rule.value()),
                      kept))
          .toList();
    }
  }
}
