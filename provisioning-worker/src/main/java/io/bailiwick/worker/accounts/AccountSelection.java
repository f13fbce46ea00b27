package io.bailiwick.worker.accounts;

import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.ResourceGroup;
import io.bailiwick.model.Role;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The accounts of an organization that meet all given conditions. */
record AccountSelection(
    String organization,
    Optional<Role> role,
    Optional<String> resourceGroup,
    Optional<AccountStatus> status) {

  /**
   * Reads the conditions of a request.
   *
   * @throws Refusal 400 naming the parameter that is no such value
   */
  static AccountSelection of(
      String organization,
      @Nullable String role,
      @Nullable String resourceGroup,
      @Nullable String status) {
    return new AccountSelection(
        organization,
        Optional.ofNullable(role).map(AccountSelection::role),
        Optional.ofNullable(resourceGroup).map(AccountSelection::resourceGroup),
        Optional.ofNullable(status).map(AccountSelection::status));
  }

  /** Returns whether all accounts of the organization meet it. */
  boolean isWhole() {
    return role.isEmpty() && resourceGroup.isEmpty() && status.isEmpty();
  }

  private static Role role(String name) {
    return Role.named(name)
        .orElseThrow(
            () -> refused("role", "role must be no_access, read, contributor, write or admin."));
  }

  private static String resourceGroup(String name) {
    try {
      ResourceGroup.requireName("resourceGroup", name);
      return name;
    } catch (IllegalArgumentException e) {
      throw refused("resourceGroup", e.getMessage() + ".");
    }
  }

  private static AccountStatus status(String name) {
    return Arrays.stream(AccountStatus.values())
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                refused(
                    "status", "status must be ACTIVE, SUSPENDED, HANDLE_TAKEN or DEPROVISIONED."));
  }

  private static Refusal refused(String parameter, String detail) {
    return new Refusal(Problem.of(400, parameter, detail));
  }
}
