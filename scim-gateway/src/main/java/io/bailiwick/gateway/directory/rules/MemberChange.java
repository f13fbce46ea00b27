package io.bailiwick.gateway.directory.rules;

import java.util.Set;

/**
 * A request's change of a group's members, independent of the present ones.
 *
 * @param exact whether members that are not added leave
 * @param add the ids of identities that are members afterwards
 * @param remove the ids of identities that are not members afterwards; empty if {@code exact} is
 *     true
 */
public record MemberChange(boolean exact, Set<String> add, Set<String> remove) {
  public MemberChange {
    add = Set.copyOf(add);
    remove = Set.copyOf(remove);
  }

  /** Makes exactly these identities the members. */
  public static MemberChange exactly(Set<String> members) {
    return new MemberChange(true, members, Set.of());
  }

  /** Tells whether an identity is a member afterwards. */
  public boolean keeps(String id, boolean isMember) {
    return add.contains(id) || (isMember && !exact && !remove.contains(id));
  }

  /** Tells whether it may change anything. */
  public boolean isSomething() {
    return exact || !add.isEmpty() || !remove.isEmpty();
  }

  /**
   * Tells whether more identities than some number may join or leave. Members that leave because
   * the request does not name them are not known here.
   */
  public boolean isLargerThan(int count) {
    return exact || add.size() + remove.size() > count;
  }
}
