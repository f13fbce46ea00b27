package io.bailiwick.enforcer.decision;

import io.bailiwick.enforcer.decision.Decision.Deny;
import io.bailiwick.enforcer.decision.Remedy.Need;
import io.bailiwick.model.LimitSettings;
import io.bailiwick.model.Role;
import java.util.List;
import java.util.Optional;

/** A condition of an action; all conditions of a cell must hold. */
sealed interface Condition {

  /** Returns the deny if the condition does not hold; empty if it holds. */
  Optional<Deny> violation(String rule, Question question);

  /** Returns the changes that it needs to hold; none if it holds. */
  default List<Remedy> needs(Question question) {
    return violation("", question).map(Deny::remedy).map(List::of).orElse(List.of());
  }

  /** Returns the condition in the words of the catalogue. */
  String words();

  private static Optional<Deny> violated(Reason reason, String rule, Remedy remedy) {
    return Optional.of(new Deny(Rule.CONDITIONS, reason, rule, remedy));
  }

  /** The condition that always holds. */
  record Always() implements Condition {
    @Override
    public Optional<Deny> violation(String rule, Question question) {
      return Optional.empty();
    }

    @Override
    public String words() {
      return "allow";
    }
  }

  /**
   * The condition that never holds.
   *
   * @param need the change that leads to other conditions, if there is one
   */
  record Never(Reason reason, Need need) implements Condition {
    @Override
    public Optional<Deny> violation(String rule, Question question) {
      return violated(reason, rule, need.remedy());
    }

    @Override
    public String words() {
      return "deny " + reason.code();
    }
  }

  /**
   * A minimum role in the organization, or in the resource groups that the question names.
   *
   * @param forCreator the minimum role for the creator of the resource
   */
  record LeastRole(Role least, Role forCreator) implements Condition {
    @Override
    public Optional<Deny> violation(String rule, Question question) {
      return question.groups().count()
          ? question.groups().tooLow(rule, wanted(question))
          : tooLow(rule, question, wanted(question));
    }

    @Override
    public List<Remedy> needs(Question question) {
      return question.groups().count()
          ? question.groups().needs(wanted(question))
          : Condition.super.needs(question);
    }

    private Role wanted(Question question) {
      return isCreator(question) ? forCreator : least;
    }

    @Override
    public String words() {
      return "role "
          + least.wireName()
          + (forCreator == least ? "" : " creator " + forCreator.wireName());
    }
  }

  /** A minimum role in the organization, whatever resource groups the question names. */
  record OrganizationRole(Role least) implements Condition {
    @Override
    public Optional<Deny> violation(String rule, Question question) {
      return tooLow(rule, question, least);
    }

    @Override
    public String words() {
      return "organization-role " + least.wireName();
    }
  }

  private static Optional<Deny> tooLow(String rule, Question question, Role wanted) {
    Role role = question.subject().orElseThrow().role();
    return role != null && role.atLeast(wanted)
        ? Optional.empty()
        : violated(Reason.ROLE_INSUFFICIENT, rule, Need.ROLE.remedy(wanted.wireName()));
  }

  /** The condition that the person acts in a session, not by a credential. */
  record FromSession() implements Condition {
    @Override
    public Optional<Deny> violation(String rule, Question question) {
      return question.request().credential().isPresent()
          ? violated(Reason.SSO_REQUIRED, rule, Need.SESSION_NO_CREDENTIAL.remedy())
          : Optional.empty();
    }

    @Override
    public String words() {
      return "session";
    }
  }

  /** The condition that the account has created the resource. */
  record Creator() implements Condition {
    @Override
    public Optional<Deny> violation(String rule, Question question) {
      return isCreator(question)
          ? Optional.empty()
          : violated(Reason.EXTERNAL_COLLABORATION_FORBIDDEN, rule, Need.CREATOR.remedy());
    }

    @Override
    public String words() {
      return "creator";
    }
  }

  private static boolean isCreator(Question question) {
    String subject = question.subject().orElseThrow().id();
    return question.resource().createdBy().filter(subject::equals).isPresent();
  }

  /** A switch of the organization's limits. */
  record Switch(Limit limit) implements Condition {
    @Override
    public Optional<Deny> violation(String rule, Question question) {
      return limit.isOpen(question.organization().orElseThrow().limits())
          ? Optional.empty()
          : violated(limit.reason, rule, Need.LIMIT.remedy(limit.opensWith));
    }

    @Override
    public String words() {
      return limit.opensWith;
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
