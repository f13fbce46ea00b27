package io.bailiwick.worker.database;

import io.bailiwick.worker.accounts.PlantedResource;

/** Breaks the rules on purpose: a public table, which knows a room that stands upon it. */
public record PlantedTable(PlantedResource resource) {}
