package io.bailiwick.gateway.secrets;

/** The state of a stored secret after a change of the encryption key. */
public sealed interface Renewal {

  /** The current key has encrypted the secret. */
  record Current() implements Renewal {}

  /**
   * A former key had encrypted the secret.
   *
   * @param sealed the secret, encrypted by the current key
   */
  record Renewed(byte[] sealed) implements Renewal {}

  /** None of the configured keys decrypts the secret. */
  record Unreadable() implements Renewal {}

  /**
   * The number of secrets by their state.
   *
   * @param renewed secrets that a former key had encrypted
   * @param unreadable secrets that none of the configured keys decrypts
   */
  record Count(int renewed, int unreadable) {
    public static final Count NONE = new Count(0, 0);

    /** Adds one more secret to this count. */
    public Count and(Renewal renewal) {
      return switch (renewal) {
        case Current _ -> this;
        case Renewed _ -> new Count(renewed + 1, unreadable);
        case Unreadable _ -> new Count(renewed, unreadable + 1);
      };
    }

    /** Returns the sum of two counts. */
    public Count and(Count other) {
      return new Count(renewed + other.renewed, unreadable + other.unreadable);
    }
  }
}
