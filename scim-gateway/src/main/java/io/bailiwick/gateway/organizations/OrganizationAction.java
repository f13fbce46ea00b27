package io.bailiwick.gateway.organizations;

import io.bailiwick.model.BreakGlass;
import io.bailiwick.model.Organization;

/** Names changes of an organization for the audit log, by what they mean to an administrator. */
final class OrganizationAction {
  private OrganizationAction() {}

  static String of(Organization before, Organization after) {
    if (!before.breakGlass().equals(after.breakGlass())) {
      return isOpened(before, after) ? "break-glass.opened" : "break-glass.updated";
    }
    if (before.lockedDownAt().equals(after.lockedDownAt())) {
      return "organization.updated";
    }
    return after.lockedDownAt().isPresent() ? "organization.locked-down" : "organization.reopened";
  }

  private static boolean isOpened(Organization before, Organization after) {
    var opened = after.breakGlass().flatMap(BreakGlass::openUntil);
    return opened.isPresent() && !opened.equals(before.breakGlass().flatMap(BreakGlass::openUntil));
  }
}
