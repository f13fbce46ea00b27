package io.bailiwick.gateway.organizations;

import io.bailiwick.model.Organization;
import java.util.List;
import java.util.stream.Collectors;

/** The result of a change to an organization. */
public sealed interface OrganizationChange {
  /** The change was made; this is the organization after it. */
  record Made(Organization organization) implements OrganizationChange {}

  /** The reason why nothing was changed. */
  sealed interface Rejected extends OrganizationChange {}

  record NoOrganization() implements Rejected {}

  /** The organization has another version than the caller expects. */
  record VersionMismatch(long current) implements Rejected {}

  /** Another organization, or an account, has the member's value. */
  record Taken(String member) implements Rejected {}

  /** A handle with the organization's suffix could be taken for one of another organization. */
  record SuffixAmbiguous() implements Rejected {}

  /**
   * The organization cannot be deleted yet.
   *
   * @param what people, SCIM tokens or connections, which the organization still has
   */
  record StillHas(String what) implements Rejected {}

  /** The command to a resource group was refused. */
  record ResourceGroupRefused(ResourceGroupRefusal reason) implements Rejected {}

  /** The organization would be too large for one event. */
  record TooLarge() implements Rejected {}

  /**
   * The organization is protected, and would be left without an administrator.
   *
   * @param setting the changed setting that gives roles
   */
  record NoAdminLeft(String setting) implements Rejected {}

  /**
   * The organization asserts what these settings would change.
   *
   * @param assertions the assertions, with reasons
   */
  record AssertionsFailed(List<String> assertions) implements Rejected {
    private static final int MOST_NAMED = 10;

    public AssertionsFailed {
      assertions = List.copyOf(assertions);
    }

    /** Names the first of them. */
    public String words() {
      int more = assertions.size() - MOST_NAMED;
      return assertions.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
          + (more > 0 ? " and " + more + " more" : "");
    }
  }

  /** It is not known what these settings would change of what the organization asserts. */
  record AssertionsUnanswered(String why) implements Rejected {}
}
