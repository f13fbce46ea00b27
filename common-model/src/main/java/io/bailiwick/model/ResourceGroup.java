package io.bailiwick.model;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A set of repositories inside an organization with its own members and roles.
 *
 * @param name unique in the organization: 2 to 64 lower-case letters, digits and single dashes
 *     inside; never changed
 * @param autoJoin the members of the organization who are in it without anything else
 * @param autoJoinRole the role of those members; present unless {@code autoJoin} is {@code NONE}
 * @param links the SCIM groups whose members are in it
 */
public record ResourceGroup(
    String name, AutoJoin autoJoin, Optional<Role> autoJoinRole, List<GroupLink> links) {

  /** The most links of a resource group. */
  public static final int MOST_LINKS = 100;

  private static final int LONGEST_NAME = 64;
  private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

  public ResourceGroup {
    requireName("name", name);
    autoJoin = autoJoin == null ? AutoJoin.NONE : autoJoin;
    autoJoinRole = Required.orEmpty(autoJoinRole);
    links = links == null ? List.of() : List.copyOf(links);
    if (autoJoin != AutoJoin.NONE && autoJoinRole.isEmpty()) {
      throw new IllegalArgumentException("autoJoinRole is required with autoJoin " + autoJoin);
    }
    if (autoJoin == AutoJoin.NONE && autoJoinRole.isPresent()) {
      throw new IllegalArgumentException("autoJoinRole has no effect with autoJoin NONE");
    }
    autoJoinRole.ifPresent(role -> requireGrantable("autoJoinRole", role));
    requireLinks(links);
  }

  private static void requireLinks(List<GroupLink> links) {
    if (links.size() > MOST_LINKS) {
      throw new IllegalArgumentException("links holds more than " + MOST_LINKS + " links");
    }
    Set<String> groups = new HashSet<>();
    for (GroupLink link : links) {
      requireGrantable("role", link.role());
      if (!groups.add(link.group())) {
        throw new IllegalArgumentException("links holds a group twice");
      }
    }
  }

  /**
   * Rejects a text that cannot be the name of a resource group.
   *
   * @throws IllegalArgumentException naming the allowed characters
   */
  public static void requireName(String field, String name) {
    Required.text(field, name);
    if (name.length() < 2 || name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          field
              + " must be 2 to "
              + LONGEST_NAME
              + " lower-case letters, digits and single dashes inside");
    }
  }

  /** Rejects a role that gives nothing in a resource group. */
  static void requireGrantable(String field, Role role) {
    Required.present(field, role);
    if (role == Role.NO_ACCESS) {
      throw new IllegalArgumentException(field + " must be one of read, contributor, write, admin");
    }
  }

  /** Returns whether SCIM groups decide who is in it, so that nobody is added by hand. */
  public boolean hasLinks() {
    return !links.isEmpty();
  }

  /** Returns a copy with other links. */
  public ResourceGroup links(List<GroupLink> others) {
    return new ResourceGroup(name, autoJoin, autoJoinRole, others);
  }

  /** The members of the organization who are in a resource group without anything else. */
  public enum AutoJoin {
    NONE,
    /** All members of the organization. */
    ALL,
    /** The members whose role in the organization is {@code read} or more. */
    READ_PLUS;

    boolean includes(Role role) {
      return switch (this) {
        case NONE -> false;
        case ALL -> true;
        case READ_PLUS -> role.atLeast(Role.READ);
      };
    }
  }
}
