package io.bailiwick.model;

/**
 * The rules for the handles of an organization's accounts: {@code jdoe} and suffix {@code acme}
 * give {@code jdoe-acme}.
 *
 * @param suffix 1 to 20 characters: lower-case letters, digits, single dashes inside
 * @param whenTaken the result if another account has that handle already
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

  /** The possible results if a handle is taken. */
  public enum WhenTaken {
    /** The account gets the next free number: {@code jdoe-acme-2}. */
    NUMBER,
    /** The account gets no handle and shows {@code HANDLE_TAKEN} until it is renamed. */
    FAIL
  }
}
