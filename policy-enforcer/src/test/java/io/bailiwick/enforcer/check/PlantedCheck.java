package io.bailiwick.enforcer.check;

import io.bailiwick.enforcer.authzen.PlantedResource;

/** Breaks the rules on purpose: a check that knows the protocol above it. */
public record PlantedCheck(PlantedResource resource) {}
