package io.bailiwick.gateway.proposals;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The assertions of an organization, in the order in which they were given. */
public record Assertions(List<Assertion> assertions) {
  static final Assertions NONE = new Assertions(List.of());
  private static final int MOST = 200;

  public Assertions {
    if (assertions == null) {
      throw new IllegalArgumentException("assertions is required");
    }
    assertions = List.copyOf(assertions);
    if (assertions.size() > MOST) {
      throw new IllegalArgumentException("assertions must have at most " + MOST + " items");
    }
    Set<String> names = new HashSet<>();
    for (Assertion assertion : assertions) {
      if (!names.add(assertion.name())) {
        throw new IllegalArgumentException("assertions has two items of the same name");
      }
    }
  }
}
