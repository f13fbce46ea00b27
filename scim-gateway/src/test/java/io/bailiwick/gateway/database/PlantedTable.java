package io.bailiwick.gateway.database;

import io.bailiwick.gateway.administration.PlantedResource;

/** Violates the rules of the rooms on purpose: a public table that knows who administers it. */
public record PlantedTable(PlantedResource resource) {}
