package io.bailiwick.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The revisions of the changes that one request has made: the value of the header {@code
 * Bailiwick-Revision}. Their tokens are separated by commas (RFC 9110 section 5.6.1).
 */
public record Revisions(List<Revision> all) {
  /** The largest number of revisions in one value. */
  public static final int MOST = 16;

  private static final int LONGEST = 4096;

  public Revisions {
    all = List.copyOf(all);
    if (all.isEmpty() || all.size() > MOST) {
      throw new IllegalArgumentException("there must be 1 to " + MOST + " revisions");
    }
  }

  public static Revisions of(Revision revision) {
    return new Revisions(List.of(revision));
  }

  /** Returns the value that callers see. */
  public String text() {
    return all.stream().map(Revision::token).collect(Collectors.joining(", "));
  }

  /** Returns the revisions of a value; empty if one of them is not one of Bailiwick's. */
  public static Optional<Revisions> parse(String text) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    List<Revision> all = new ArrayList<>();
    for (String token : text.split(",", -1)) {
      Optional<Revision> one = Revision.parse(token.strip());
      if (one.isEmpty() || all.size() == MOST) {
        return Optional.empty();
      }
      all.add(one.get());
    }
    return Optional.of(new Revisions(all));
  }
}
