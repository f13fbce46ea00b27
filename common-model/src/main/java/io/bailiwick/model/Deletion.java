package io.bailiwick.model;

import java.time.Instant;

/**
 * The deletion of a person by the identity provider.
 *
 * @param at the time of the deletion
 * @param held whether the guard against mass deprovisioning holds it: nothing irreversible may
 *     happen until administrators release it
 */
public record Deletion(Instant at, boolean held) {
  public Deletion {
    Required.present("deletion.at", at);
  }
}
