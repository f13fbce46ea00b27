package io.bailiwick.gateway.directory.rules;

import io.bailiwick.model.RoleExplanation;

/** The outcome of an assignment by hand. */
public sealed interface AssignmentOutcome {

  /** The person has the assignments, whether or not they had them before. */
  record Made(Outcome.Granted change) implements AssignmentOutcome {}

  /** The organization does not exist. */
  record NoOrganization() implements AssignmentOutcome {}

  /** The organization has no resource group of that name. */
  record NoResourceGroup() implements AssignmentOutcome {}

  /** The organization has no such person. */
  record NoIdentity() implements AssignmentOutcome {}

  /** Linked SCIM groups decide who is in the resource group. */
  record Linked() implements AssignmentOutcome {}

  /**
   * The identity provider decides the role of the person.
   *
   * @param by the source that gives the role
   */
  record Governed(RoleExplanation by) implements AssignmentOutcome {}

  /** The organization is protected, and would be left without an administrator. */
  record LastAdmin() implements AssignmentOutcome {}
}
