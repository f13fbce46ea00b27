package io.bailiwick.model;

/** What the identity provider says of a person's access. {@code DELETED} is final. */
public enum IdentityStatus {
  ACTIVE,
  INACTIVE,
  DELETED
}
