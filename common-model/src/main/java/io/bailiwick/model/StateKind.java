package io.bailiwick.model;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The things of an organization that several services hold in versions. */
public enum StateKind {
  /** The gateway owns them; worker and enforcers follow. */
  IDENTITIES,
  /** The worker owns them; enforcers follow. */
  ACCOUNTS;

  /** Returns its name in paths and documents. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the kind with that name. */
  public static Optional<StateKind> named(String name) {
    return Stream.of(values()).filter(kind -> kind.wireName().equals(name)).findFirst();
  }
}
