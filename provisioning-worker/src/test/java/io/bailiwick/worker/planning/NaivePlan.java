package io.bailiwick.worker.planning;

import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.GroupLink;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Organization;
import io.bailiwick.model.ResourceGroup;
import io.bailiwick.model.Role;
import io.bailiwick.model.RoleMapping;
import io.bailiwick.model.SuspensionReason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The account of an identity as the product's rules say it (P2, G1, G5, D2), written for reading.
 * It shares no code with the planner, and knows lists of groups and the claim {@code teams} only.
 *
 * @param role the source and the role: {@code SCIM_ROLES write}
 * @param grants the reasons of each resource group: {@code SCIM_GROUP write Engineering}
 */
record NaivePlan(
    String role,
    Map<String, Set<String>> grants,
    AccountStatus status,
    Set<SuspensionReason> suspensions) {

  static NaivePlan of(Identity person, Organization organization, boolean hasHandle) {
    String role = role(person, organization);
    boolean gone = person.status() == IdentityStatus.DELETED;
    Set<SuspensionReason> suspensions = new HashSet<>(person.suspensions());
    if (!gone && !hasHandle) {
      suspensions.add(SuspensionReason.HANDLE_TAKEN);
    }
    AccountStatus status =
        gone
            ? AccountStatus.DEPROVISIONED
            : person.status() != IdentityStatus.ACTIVE
                ? AccountStatus.SUSPENDED
                : hasHandle ? AccountStatus.ACTIVE : AccountStatus.HANDLE_TAKEN;
    return new NaivePlan(
        role, gone ? Map.of() : grants(person, organization, role), status, suspensions);
  }

  /** The first source that says something decides. */
  private static String role(Identity person, Organization organization) {
    if (!person.roles().isEmpty()) {
      return "SCIM_ROLES " + highest(person.roles());
    }
    List<String> linked = new ArrayList<>();
    for (GroupLink link : organization.roles().groupLinks()) {
      if (matches(link, person)) {
        linked.add(link.role().wireName());
      }
    }
    if (!linked.isEmpty()) {
      return "SCIM_GROUP_LINK " + chosen(linked, organization.roles().conflict());
    }
    List<String> mapped = new ArrayList<>();
    if (organization.signIn().roleMapping().isPresent()) {
      for (RoleMapping.Rule rule : organization.signIn().roleMapping().get().rules()) {
        if (teams(person).contains(rule.value())) {
          mapped.add(rule.role().wireName());
        }
      }
    }
    if (!mapped.isEmpty()) {
      RoleMapping mapping = organization.signIn().roleMapping().orElseThrow();
      return "SIGN_IN_MAPPING " + chosen(mapped, mapping.conflict());
    }
    if (person.assigned().isPresent() && person.assigned().get().role().isPresent()) {
      return "MANUAL " + person.assigned().get().role().get().wireName();
    }
    return person.invitedRole().isPresent()
        ? "INVITATION " + person.invitedRole().get().wireName()
        : "ORGANIZATION_DEFAULT " + organization.defaultRole().wireName();
  }

  private static Map<String, Set<String>> grants(
      Identity person, Organization organization, String role) {
    Map<String, Set<String>> grants = new TreeMap<>();
    for (ResourceGroup group : organization.resourceGroups()) {
      Set<String> reasons = new HashSet<>();
      for (GroupLink link : group.links()) {
        if (matches(link, person)) {
          reasons.add("SCIM_GROUP " + link.role().wireName() + " " + link.group());
        }
      }
      organization.signIn().resourceGroupMapping().stream()
          .flatMap(mapping -> mapping.rules().stream())
          .filter(rule -> rule.resourceGroup().equals(group.name()))
          .filter(rule -> teams(person).contains(rule.value()))
          .forEach(rule -> reasons.add("LOGIN " + rule.role().wireName() + " " + rule.value()));
      if (person.assigned().isPresent()
          && person.assigned().get().resourceGroups().containsKey(group.name())) {
        Role given = person.assigned().get().resourceGroups().get(group.name());
        reasons.add("MANUAL " + given.wireName() + " " + given.wireName());
      }
      String kind = group.autoJoin().name();
      if (kind.equals("ALL") || (kind.equals("READ_PLUS") && !role.endsWith("no_access"))) {
        reasons.add("AUTO_JOIN " + group.autoJoinRole().orElseThrow().wireName() + " " + kind);
      }
      if (!reasons.isEmpty()) {
        grants.put(group.name(), reasons);
      }
    }
    return grants;
  }

  /** What an account says, in the words of this model. */
  static NaivePlan said(Account account) {
    Map<String, Set<String>> grants = new TreeMap<>();
    account
        .grants()
        .forEach(
            grant -> {
              Set<String> reasons = new HashSet<>();
              grant
                  .sources()
                  .forEach(
                      one ->
                          reasons.add(
                              "%s %s %s"
                                  .formatted(
                                      one.source(), one.role().wireName(), one.value().get())));
              grants.put(grant.resourceGroup(), reasons);
            });
    return new NaivePlan(
        account.roleExplanation().orElseThrow().source() + " " + account.role().wireName(),
        grants,
        account.status(),
        account.suspensions());
  }

  private static boolean matches(GroupLink link, Identity person) {
    Set<String> both = new HashSet<>(link.ids());
    both.retainAll(person.groups());
    return !both.isEmpty();
  }

  private static Set<String> teams(Identity person) {
    Set<String> teams = new HashSet<>();
    person
        .signIn()
        .ifPresent(facts -> facts.claims().get("teams").forEach(t -> teams.add(t.asText())));
    return teams;
  }

  private static String chosen(List<String> roles, RoleMapping.Conflict conflict) {
    return conflict == RoleMapping.Conflict.FIRST_MATCH ? roles.getFirst() : highest(roles);
  }

  private static String highest(List<String> roles) {
    List<String> order = List.of("no_access", "read", "contributor", "write", "admin");
    return order.get(roles.stream().mapToInt(order::indexOf).max().orElseThrow());
  }
}
