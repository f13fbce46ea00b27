package io.bailiwick.enforcer.decision;

import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.enforcer.decision.Decision.Deny;
import io.bailiwick.enforcer.decision.Remedy.Need;
import io.bailiwick.model.Role;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The roles that count in place of the role in the organization, because a question names resource
 * groups. An administrator of the organization is one in each of its resource groups.
 *
 * @param ends the named resource groups of the account's organization: that of the resource and
 *     that of the destination
 */
record GroupRoles(List<End> ends) {
  /** Those of most questions: the role in the organization counts. */
  static final GroupRoles NONE = new GroupRoles(List.of());

  GroupRoles {
    ends = List.copyOf(ends);
  }

  /** Returns the roles that count for a subject at a place. */
  static GroupRoles of(
      Resource resource, Subject subject, Optional<ActionRule> action, Optional<String> place) {
    if (resource.resourceGroup().isEmpty() && resource.destination().isEmpty()) {
      return NONE;
    }
    Optional<String> to = resource.destination().flatMap(Destination::resourceGroup);
    if ((resource.resourceGroup().isEmpty() && to.isEmpty())
        || subject.role() == Role.ADMIN
        || action.isEmpty()
        || place.isEmpty()) {
      return NONE;
    }
    boolean fromOwn = place.get().startsWith(ActionRule.OWN);
    boolean toOwn = place.get().endsWith(ActionRule.OWN);
    boolean copies = action.get().moves() && toOwn;
    Optional<End> source =
        resource
            .resourceGroup()
            .filter(group -> fromOwn)
            .map(group -> End.of(group, subject, !copies, action.get(), resource.visibility()));
    Optional<End> target =
        to.filter(group -> toOwn)
            .map(group -> End.of(group, subject, true, action.get(), action.get().after(resource)));
    if (source.isPresent() && target.isPresent()) {
      return source.get().resourceGroup.equals(target.get().resourceGroup)
          ? new GroupRoles(List.of(target.get().with(source.get())))
          : new GroupRoles(List.of(source.get(), target.get()));
    }
    return source.or(() -> target).map(end -> new GroupRoles(List.of(end))).orElse(NONE);
  }

  /** Returns whether the roles in resource groups count for the role that an action needs. */
  boolean count() {
    for (End end : ends) {
      if (end.counts) {
        return true;
      }
    }
    return false;
  }

  /** Returns the deny if a role that counts is too low. */
  Optional<Deny> tooLow(String rule, Role wanted) {
    for (End end : ends) {
      if (end.isTooLow(wanted)) {
        return Optional.of(end.deny(rule, wanted));
      }
    }
    return Optional.empty();
  }

  /** Returns the grants that are missing where a role that counts is too low. */
  List<Remedy> needs(Role wanted) {
    return ends.stream()
        .filter(end -> end.isTooLow(wanted))
        .map(end -> end.deny("", wanted).remedy())
        .toList();
  }

  /**
   * Returns the deny if content is closed to the subject, whatever the conditions of the action
   * say.
   *
   * @param asked the conditions; one about a role has asked for those that count
   */
  Optional<Deny> closed(String rule, List<Condition> asked) {
    for (End end : ends) {
      if (end.isClosed(asked)) {
        return Optional.of(end.deny(rule, Role.READ));
      }
    }
    return Optional.empty();
  }

  /** Returns the grants that are missing where content is closed. */
  List<Remedy> needs(List<Condition> asked) {
    return ends.stream()
        .filter(end -> end.isClosed(asked))
        .map(end -> end.deny("", Role.READ).remedy())
        .toList();
  }

  /**
   * A resource group.
   *
   * @param role the subject's role in it; null without a grant
   * @param counts whether the action needs its role there; the source of a copy needs to be read
   * @param open whether everyone can certainly read or use the content
   */
  record End(String resourceGroup, @Nullable Role role, boolean counts, boolean open) {

    private static End of(
        String group, Subject subject, boolean counts, ActionRule action, Visibility visibility) {
      boolean open =
          action.kind() == ActionRule.Kind.USE ? visibility.isUsable() : visibility.isReadable();
      return new End(group, subject.grants().role(group), counts, open);
    }

    /** Returns the one end of a copy inside a resource group. */
    private End with(End source) {
      return new End(resourceGroup, role, counts, open && source.open);
    }

    private boolean isTooLow(Role wanted) {
      return counts && (role == null || !role.atLeast(wanted));
    }

    private boolean isClosed(List<Condition> asked) {
      if (role != null || open) {
        return false;
      }
      for (Condition condition : asked) {
        if (counts && condition instanceof Condition.LeastRole) {
          return false;
        }
      }
      return true;
    }

    private Deny deny(String rule, Role wanted) {
      Role least = wanted.atLeast(Role.READ) ? wanted : Role.READ;
      return new Deny(
          Rule.CONDITIONS,
          Reason.ROLE_INSUFFICIENT,
          rule,
          Need.GRANT.remedy(least.wireName(), resourceGroup));
    }

    /** Returns the grant in words: {@code research: write}. */
    String words() {
      return resourceGroup + ": " + (role == null ? "none" : role.wireName());
    }
  }
}
