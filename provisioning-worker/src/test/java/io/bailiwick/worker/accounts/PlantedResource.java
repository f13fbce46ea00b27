package io.bailiwick.worker.accounts;

import io.bailiwick.worker.database.PlantedTable;

/** Breaks a rule on purpose: an edge that reads a table which knows it. */
public record PlantedResource(PlantedTable table) {}
