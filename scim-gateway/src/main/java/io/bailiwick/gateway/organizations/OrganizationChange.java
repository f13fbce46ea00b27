package io.bailiwick.gateway.organizations;

import io.bailiwick.model.Organization;

/** What became of a change to an organization. */
public sealed interface OrganizationChange {
  /** The organization after it. */
  record Made(Organization organization) implements OrganizationChange {}

  record NoOrganization() implements OrganizationChange {}

  /** The organization has another version than the caller expects. */
  record VersionMismatch(long current) implements OrganizationChange {}

  /** Another organization, or an account, has that value. */
  record Taken(String member) implements OrganizationChange {}

  /** A handle with its suffix could be taken for one of another organization. */
  record SuffixAmbiguous() implements OrganizationChange {}

  /**
   * It cannot be ended yet.
   *
   * @param what people, SCIM tokens or connections
   */
  record StillHas(String what) implements OrganizationChange {}

  /** Nobody would be an administrator any more, and the organization wants to be protected. */
  record NoAdminLeft() implements OrganizationChange {}
}
