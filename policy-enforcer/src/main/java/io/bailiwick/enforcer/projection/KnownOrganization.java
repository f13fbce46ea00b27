package io.bailiwick.enforcer.projection;

import io.bailiwick.model.Organization;
import org.jspecify.annotations.Nullable;

/**
 * An organization of which a record has come.
 *
 * @param settings the newest that could be read; null if none could
 * @param unreadable whether a later record could not be read
 */
record KnownOrganization(@Nullable Organization settings, boolean unreadable) {
  long version() {
    return settings == null ? 0 : settings.version();
  }
}
