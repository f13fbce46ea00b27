package io.bailiwick.gateway.administration;

import io.bailiwick.gateway.database.PlantedTable;
import jakarta.ws.rs.Path;
import org.jspecify.annotations.Nullable;

/** Violates the rules of the rooms on purpose: it reaches past the conductors, to a table. */
@Path("/planted")
public interface PlantedResource {
  @Nullable PlantedTable table();
}
