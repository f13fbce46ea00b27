package io.bailiwick.enforcer.decision;

import io.bailiwick.model.LimitSettings;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import java.util.Optional;

/** A condition of an action; all conditions of a cell must hold. */
public sealed interface Condition {

  /** Returns the deny if the condition does not hold; empty if it holds. */
  Optional<Decision.Deny> violation(
      String rule, Subject subject, Organization organization, CheckRequest request);

  /** The condition that always holds. */
  record Always() implements Condition {
    @Override
    public Optional<Decision.Deny> violation(
        String rule, Subject subject, Organization organization, CheckRequest request) {
      return Optional.empty();
    }
  }

  /** The condition that never holds. */
  record Never(Reason reason) implements Condition {
    @Override
    public Optional<Decision.Deny> violation(
        String rule, Subject subject, Organization organization, CheckRequest request) {
      return Optional.of(
          new Decision.Deny(reason, rule, "Nothing: managed accounts cannot do this."));
    }
  }

  /**
   * A minimum role in the organization.
   *
   * @param forCreator the minimum role for the creator of the resource
   */
  record LeastRole(Role least, Role forCreator) implements Condition {
    @Override
    public Optional<Decision.Deny> violation(
        String rule, Subject subject, Organization organization, CheckRequest request) {
      boolean creator = isCreator(subject, request);
      Role wanted = creator ? forCreator : least;
      Role role = subject.role();
      return role != null && role.atLeast(wanted)
          ? Optional.empty()
          : Optional.of(
              new Decision.Deny(
                  Reason.ROLE_INSUFFICIENT,
                  rule,
                  "The role " + wanted.wireName() + " or higher in the organization."));
    }
  }

  /** The condition that the person acts in a session, not by a credential. */
  record FromSession() implements Condition {
    @Override
    public Optional<Decision.Deny> violation(
        String rule, Subject subject, Organization organization, CheckRequest request) {
      return request.credential().isPresent()
          ? Optional.of(
              new Decision.Deny(
                  Reason.SSO_REQUIRED, rule, "A session of the person, not a credential."))
          : Optional.empty();
    }
  }

  /** The condition that the account has created the resource. */
  record Creator() implements Condition {
    @Override
    public Optional<Decision.Deny> violation(
        String rule, Subject subject, Organization organization, CheckRequest request) {
      return isCreator(subject, request)
          ? Optional.empty()
          : Optional.of(
              new Decision.Deny(
                  Reason.EXTERNAL_COLLABORATION_FORBIDDEN,
                  rule,
                  "resource.properties.created_by being the account."));
    }
  }

  private static boolean isCreator(Subject subject, CheckRequest request) {
    return request.resource().createdBy().filter(subject.id()::equals).isPresent();
  }

  /** A switch of the organization's limits. */
  record Switch(Limit limit) implements Condition {
    @Override
    public Optional<Decision.Deny> violation(
        String rule, Subject subject, Organization organization, CheckRequest request) {
      return limit.isOpen(organization.limits())
          ? Optional.empty()
          : Optional.of(
              new Decision.Deny(
                  limit.reason, rule, "The organization's limit " + limit.opensWith + "."));
    }
  }

  /** The limits that an action can depend on. */
  enum Limit {
    PUBLIC_CONTENT("publicContent=ORGANIZATION_SETTING", Reason.PUBLIC_CONTENT_FORBIDDEN),
    PERSONAL_NAMESPACE("personalNamespace=PRIVATE_ONLY", Reason.EXTERNAL_ORG_FORBIDDEN),
    LIKES_AND_FOLLOWS("likesAndFollows=ALLOW", Reason.EXTERNAL_COLLABORATION_FORBIDDEN),
    GATED_ACCESS_REQUESTS("gatedAccessRequests=ALLOW", Reason.EXTERNAL_COLLABORATION_FORBIDDEN);

    private final String opensWith;
    private final Reason reason;

    Limit(String opensWith, Reason reason) {
      this.opensWith = opensWith;
      this.reason = reason;
    }

    private boolean isOpen(LimitSettings limits) {
      return switch (this) {
        case PUBLIC_CONTENT ->
            limits.publicContent() == LimitSettings.PublicContent.ORGANIZATION_SETTING;
        case PERSONAL_NAMESPACE ->
            limits.personalNamespace() == LimitSettings.PersonalNamespace.PRIVATE_ONLY;
        case LIKES_AND_FOLLOWS -> limits.likesAndFollows() == LimitSettings.LikesAndFollows.ALLOW;
        case GATED_ACCESS_REQUESTS ->
            limits.gatedAccessRequests() == LimitSettings.GatedAccessRequests.ALLOW;
      };
    }
  }
}
