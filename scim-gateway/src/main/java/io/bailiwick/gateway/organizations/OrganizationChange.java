package io.bailiwick.gateway.organizations;

import io.bailiwick.model.Organization;

/** The result of a change to an organization. */
public sealed interface OrganizationChange {
  /** The change was made; this is the organization after it. */
  record Made(Organization organization) implements OrganizationChange {}

  record NoOrganization() implements OrganizationChange {}

  /** The organization has another version than the caller expects. */
  record VersionMismatch(long current) implements OrganizationChange {}

  /** Another organization, or an account, has the member's value. */
  record Taken(String member) implements OrganizationChange {}

  /** A handle with the organization's suffix could be taken for one of another organization. */
  record SuffixAmbiguous() implements OrganizationChange {}

  /**
   * The organization cannot be deleted yet.
   *
   * @param what people, SCIM tokens or connections, which the organization still has
   */
  record StillHas(String what) implements OrganizationChange {}

  /** The organization is protected, and would be left without an administrator. */
  record NoAdminLeft() implements OrganizationChange {}
}
