package io.bailiwick.model;

/** The source of a role, in order of precedence. */
public enum RoleSource {
  SCIM_ROLES,
  SIGN_IN_MAPPING,
  INVITATION,
  ORGANIZATION_DEFAULT
}
