package io.bailiwick.worker.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Organization;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The table {@code organization}: the newest settings that the topic told of. */
@ApplicationScoped
public class OrganizationTable {
  private static final String WRITE =
      """
      insert into organization (id, version, state) values ($1, $2, $3)
      on conflict (id) do update set version = excluded.version, state = excluded.state
       where organization.version < excluded.version
      """;

  /** Keeps an organization if it is newer than what is known. */
  public Uni<Void> keepNewer(SqlClient client, Organization organization) {
    String state = new String(StrictJson.write(organization), StandardCharsets.UTF_8);
    return client
        .preparedQuery(WRITE)
        .execute(Tuple.of(organization.id(), organization.version(), state))
        .replaceWithVoid();
  }

  /** Whether the accounts have been planned under these settings, or newer ones. */
  public Uni<Boolean> isPlanned(SqlClient client, Organization organization) {
    return client
        .preparedQuery("select planned_version >= $2 from organization where id = $1")
        .execute(Tuple.of(organization.id(), organization.version()))
        .map(rows -> rows.iterator().next().getBoolean(0));
  }

  /** The accounts have been planned under these settings. */
  public Uni<Void> planned(SqlClient client, Organization organization) {
    return client
        .preparedQuery(
            "update organization set planned_version = greatest(planned_version, $2) where id = $1")
        .execute(Tuple.of(organization.id(), organization.version()))
        .replaceWithVoid();
  }

  // INVARIANT: new settings wait until the transaction has ended: no account planned under the old
  // ones is missed by the planning under the new ones.
  /** The settings, which do not change until the transaction has ended. */
  public Uni<Optional<Organization>> find(SqlClient client, String id) {
    return client
        .preparedQuery("select state from organization where id = $1 for share")
        .execute(Tuple.of(id))
        .map(
            rows ->
                rows.size() == 0
                    ? Optional.empty()
                    : Optional.of(organization(rows.iterator().next().getString(0))));
  }

  private static Organization organization(String json) {
    try {
      return StrictJson.mapper().readValue(json, Organization.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an organization cannot be read back", e);
    }
  }
}
