package io.bailiwick.gateway.organizations;

import io.bailiwick.model.Organization;
import io.smallrye.mutiny.Uni;

/**
 * Refuses settings that an organization must not have because of its people, whom this room does
 * not know.
 */
public interface SettingsGuard {

  /** Whether an organization must keep its settings; asked in the transaction of their change. */
  Uni<Boolean> refuses(Organization before, Organization after);
}
