package io.bailiwick.model;

/** The way an organization uses its identity provider; only {@code MANAGED} exists so far. */
public enum OrganizationType {
  /** The identity provider owns the members' accounts. */
  MANAGED
}
