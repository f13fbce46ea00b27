package io.bailiwick.gateway.organizations;

import io.bailiwick.model.Organization;
import io.smallrye.mutiny.Uni;

/**
 * Refuses settings that an organization must not have because of its people. This room does not
 * know those people.
 */
public interface SettingsGuard {

  /** Tells whether to refuse new settings; called in the transaction of their change. */
  Uni<Boolean> refuses(Organization before, Organization after);
}
