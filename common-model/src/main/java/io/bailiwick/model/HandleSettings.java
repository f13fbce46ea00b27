package io.bailiwick.model;

/**
 * How handles of an organization's accounts are made: {@code jdoe} and suffix {@code acme} give
 * {@code jdoe-acme}.
 *
 * @param suffix 1 to 20 characters: lower-case letters, digits, single dashes inside
 * @param whenTaken what happens when somebody has that handle already
 */
public record HandleSettings(String suffix, WhenTaken whenTaken) {

  public HandleSettings {
    Required.text("handles.suffix", suffix);
    Required.present("handles.whenTaken", whenTaken);
    if (suffix.length() > 20 || !suffix.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw new IllegalArgumentException(
          "handles.suffix must be 1 to 20 lower-case letters, digits and single dashes inside");
    }
  }

  /** The ways out of a taken handle. */
  public enum WhenTaken {
    /** The next free number: {@code jdoe-acme-2}. */
    NUMBER,
    /** No handle: the account shows {@code HANDLE_TAKEN} until it is renamed. */
    FAIL
  }
}
