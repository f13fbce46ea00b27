package io.bailiwick.model;

/** The source of a grant. */
public enum GrantSource {
  /** A SCIM group that is linked to the resource group. */
  SCIM_GROUP,
  /** The organization's sign-in mapping. */
  LOGIN,
  /** An administrator. */
  MANUAL,
  /** The resource group takes members of the organization by itself. */
  AUTO_JOIN
}
