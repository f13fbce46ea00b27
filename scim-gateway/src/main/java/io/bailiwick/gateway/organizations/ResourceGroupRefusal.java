package io.bailiwick.gateway.organizations;

/** The reasons why a command to a resource group is refused. */
public enum ResourceGroupRefusal {
  /** The organization has no resource group of that name. */
  UNKNOWN,
  NAME_TAKEN,
  TOO_MANY,
  /** People were added by hand, so no SCIM group can be linked. */
  HAS_MEMBERS,
  /** Members of the organization join automatically, so no SCIM group can be linked. */
  JOINS_AUTOMATICALLY,
  /** SCIM groups are linked, so the members of the organization cannot join automatically. */
  LINKED,
  UNKNOWN_LINK,
  TOO_MANY_LINKS
}
