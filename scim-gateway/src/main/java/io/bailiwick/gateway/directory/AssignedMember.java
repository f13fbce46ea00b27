package io.bailiwick.gateway.directory;

import io.bailiwick.model.Role;

/** A member of a resource group whom an administrator added by hand. */
public record AssignedMember(String account, Role role) {}
