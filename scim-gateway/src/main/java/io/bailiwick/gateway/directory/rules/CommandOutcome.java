package io.bailiwick.gateway.directory.rules;

import java.util.function.Function;

/**
 * The outcome of a client's command to a user or a group, as far as both are alike.
 *
 * @param <S> the resource as it is stored
 */
public sealed interface CommandOutcome<S extends StoredResource> permits Outcome, GroupOutcome {

  /**
   * Returns the answer to the client.
   *
   * @param granted takes the resource after the command; a deleted group as it was
   * @param rejected takes the reason why nothing was done
   */
  <T> T answer(Function<S, T> granted, Function<Outcome.Rejected, T> rejected);
}
