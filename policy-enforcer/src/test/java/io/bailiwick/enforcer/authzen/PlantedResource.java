package io.bailiwick.enforcer.authzen;

import io.bailiwick.enforcer.check.PlantedCheck;

/** Breaks a rule on purpose, with the check that knows it. */
public record PlantedResource(PlantedCheck check) {}
