package io.bailiwick.model;

/** The source of a role, in order of precedence. */
public enum RoleSource {
  SCIM_ROLES,
  SCIM_GROUP_LINK,
  SIGN_IN_MAPPING,
  MANUAL,
  INVITATION,
  ORGANIZATION_DEFAULT;

  /** Returns whether the identity provider gives the role, so that nobody changes it by hand. */
  public boolean isIdentityProvider() {
    return switch (this) {
      case SCIM_ROLES, SCIM_GROUP_LINK, SIGN_IN_MAPPING -> true;
      case MANUAL, INVITATION, ORGANIZATION_DEFAULT -> false;
    };
  }
}
