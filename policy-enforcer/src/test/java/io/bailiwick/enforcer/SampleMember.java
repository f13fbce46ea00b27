package io.bailiwick.enforcer;

import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.Grant;
import io.bailiwick.model.GrantReason;
import io.bailiwick.model.GrantSource;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Profile;
import io.bailiwick.model.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A person of tests that need one: the identity jane, and the account that follows from it. */
public final class SampleMember {
  private SampleMember() {}

  /** An identity without a profile, roles, groups and sign-ins. */
  public static Identity identity(
      String id,
      String organization,
      long version,
      IdentityStatus status,
      Optional<Instant> sessionsNotBefore,
      Instant created,
      Instant changed) {
    return new Identity(
        id,
        organization,
        version,
        status,
        "jane",
        Optional.empty(),
        Profile.EMPTY,
        List.of(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Set.of(),
        Optional.empty(),
        sessionsNotBefore,
        created,
        changed);
  }

  /** An account without grants that reflects the identity of the same version. */
  public static Account account(
      String id,
      String organization,
      long version,
      AccountStatus status,
      String handle,
      Role role,
      Instant changed) {
    return account(id, organization, version, status, handle, role, Map.of(), changed);
  }

  /** The same account with roles in resource groups. */
  public static Account account(
      String id,
      String organization,
      long version,
      AccountStatus status,
      String handle,
      Role role,
      Map<String, Role> grants,
      Instant changed) {
    return new Account(
        id,
        organization,
        version,
        version,
        status,
        Optional.of(handle),
        role,
        Optional.empty(),
        grants.entrySet().stream().map(one -> grant(one.getKey(), one.getValue())).toList(),
        Set.of(),
        Optional.empty(),
        Profile.EMPTY,
        changed,
        changed);
  }

  private static Grant grant(String resourceGroup, Role role) {
    return new Grant(
        resourceGroup,
        role,
        List.of(
            new GrantReason(
                GrantSource.MANUAL, role, Optional.empty(), Optional.empty(), Optional.empty())));
  }
}
