package io.bailiwick.worker.planning;

import io.bailiwick.model.Assigned;
import io.bailiwick.model.Deletion;
import io.bailiwick.model.GroupLink;
import io.bailiwick.model.HandleSettings;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.LeaverSettings;
import io.bailiwick.model.LimitSettings;
import io.bailiwick.model.Organization;
import io.bailiwick.model.ResourceGroup;
import io.bailiwick.model.ResourceGroup.AutoJoin;
import io.bailiwick.model.Role;
import io.bailiwick.model.RoleSettings;
import io.bailiwick.model.SampleOrganization;
import io.bailiwick.model.SignInSettings;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Settings and people that differ from others in some parts. */
final class Variants {
  private Variants() {}

  static Organization with(
      Organization old,
      Role defaultRole,
      HandleSettings handles,
      SignInSettings signIn,
      RoleSettings roles,
      LeaverSettings leavers,
      List<ResourceGroup> groups) {
    return new Organization(
        old.id(),
        old.version() + 1,
        old.type(),
        old.displayName(),
        defaultRole,
        old.limits(),
        handles,
        old.sessions(),
        signIn,
        roles,
        leavers,
        old.credentials(),
        old.lastAdmin(),
        old.enforcement(),
        old.staleness(),
        groups,
        old.lockedDownAt(),
        old.breakGlass(),
        old.createdAt(),
        old.changedAt());
  }

  /** Settings of which one resource group with one link is the only part. */
  static Organization linked(GroupLink link) {
    return SampleOrganization.of(
            "acme", Role.READ, LimitSettings.STRICT, SignInSettings.DEFAULT, PlanWorld.NOW)
        .resourceGroups(
            List.of(new ResourceGroup("models", AutoJoin.NONE, Optional.empty(), List.of(link))));
  }

  static SignInSettings withoutResourceGroups(SignInSettings old) {
    return new SignInSettings(
        old.provisioning(),
        old.attributeOwnership(),
        old.roleMapping(),
        Optional.empty(),
        old.requiredGroup(),
        old.requiredAttributes(),
        old.absentClaim(),
        old.linkByUserName(),
        old.claimSeparator());
  }

  static Identity with(
      Identity old,
      long version,
      IdentityStatus status,
      Optional<Assigned> assigned,
      Optional<Deletion> deletion) {
    return new Identity(
        old.id(),
        old.organization(),
        version,
        status,
        old.userName(),
        old.externalId(),
        old.profile(),
        old.roles(),
        old.groups(),
        old.invitedRole(),
        old.signIn(),
        assigned,
        Set.of(),
        deletion,
        old.sessionsNotBefore(),
        old.createdAt(),
        PlanWorld.at(version));
  }
}
