package io.bailiwick.gateway.directory.rules;

import java.util.Set;

/**
 * What a request does to the members of a group, whoever they are now.
 *
 * @param exact whether those who are not added leave
 * @param add the ids of those who are members afterwards
 * @param remove the ids of those who are not; empty where {@code exact} says it
 */
public record MemberChange(boolean exact, Set<String> add, Set<String> remove) {
  public MemberChange {
    add = Set.copyOf(add);
    remove = Set.copyOf(remove);
  }

  /** These and nobody else. */
  public static MemberChange exactly(Set<String> members) {
    return new MemberChange(true, members, Set.of());
  }

  /** Whether it may change anything. */
  public boolean isSomething() {
    return exact || !add.isEmpty() || !remove.isEmpty();
  }

  /** Whether more may come and go than some number; who goes by not being named is not known. */
  public boolean isLargerThan(int count) {
    return exact || add.size() + remove.size() > count;
  }
}
