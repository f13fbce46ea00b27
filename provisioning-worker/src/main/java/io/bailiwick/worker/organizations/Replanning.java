package io.bailiwick.worker.organizations;

import io.bailiwick.worker.planning.Concerned;

/**
 * Accounts that must be planned anew because settings have changed.
 *
 * @param version the newest version of the settings when the run began. Newer ones may arrive
 *     during the run, and have a run of their own
 */
public record Replanning(String organization, long version, Concerned concerned) {
  Replanning and(Replanning other) {
    return new Replanning(organization, version, concerned.and(other.concerned));
  }
}
