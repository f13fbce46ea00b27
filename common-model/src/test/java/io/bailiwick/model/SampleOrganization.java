package io.bailiwick.model;

import java.time.Instant;
import java.util.Optional;

/** The organization of tests that need one, in its first version. */
public final class SampleOrganization {
  private SampleOrganization() {}

  /** A managed organization whose other settings are the defaults. */
  public static Organization of(
      String id, Role role, LimitSettings limits, SignInSettings signIn, Instant created) {
    return new Organization(
        id,
        1,
        OrganizationType.MANAGED,
        id,
        role,
        limits,
        new HandleSettings(id, HandleSettings.WhenTaken.NUMBER),
        SessionSettings.DEFAULT,
        signIn,
        CredentialSettings.DEFAULT,
        LastAdmin.ACCEPT,
        Optional.empty(),
        Optional.empty(),
        created,
        created);
  }
}
