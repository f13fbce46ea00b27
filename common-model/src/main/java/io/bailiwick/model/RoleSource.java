package io.bailiwick.model;

/** Where a role comes from, the strongest source first. */
public enum RoleSource {
  SCIM_ROLES,
  SIGN_IN_MAPPING,
  INVITATION,
  ORGANIZATION_DEFAULT
}
