package io.bailiwick.gateway.organizations;

import io.bailiwick.model.Organization;
import java.util.function.Function;

/**
 * A change of an organization's settings.
 *
 * @param isAboutLinks whether it may change links to SCIM groups, so that it waits for changes of
 *     groups
 * @param settings creates the new settings from the present organization; an exception rolls back
 *     the transaction
 */
public record SettingsChange(
    boolean isAboutLinks, Function<Organization, OrganizationSettings> settings) {

  /** Returns the new settings. */
  public OrganizationSettings apply(Organization before) {
    return settings.apply(before);
  }
}
