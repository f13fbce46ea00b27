package io.bailiwick.worker.organizations;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Organization;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table {@code organization}: the newest settings from the topic. */
@ApplicationScoped
class OrganizationTable {
  private static final String KNOWN =
      "select state, planned_version from organization where id = $1 for update";

  private static final String WRITE =
      """
      insert into organization (id, version, state, planned_version) values ($1, $2, $3, $4)
      on conflict (id) do update set version = excluded.version, state = excluded.state,
        planned_version = excluded.planned_version
       where organization.version < excluded.version
      """;

  /**
   * Keeps an organization if it is newer than the known version.
   *
   * @return whether its accounts must be planned anew: they were planned under other rules for
   *     roles or handles, or that planning has not finished
   */
  Uni<Boolean> keepNewer(SqlConnection connection, Organization organization) {
    return connection
        .preparedQuery(KNOWN)
        .execute(Tuple.of(organization.id()))
        .chain(
            rows -> {
              if (rows.size() == 0) {
                return write(connection, organization, 0).replaceWith(true);
              }
              Row row = rows.iterator().next();
              Organization known = organization(row.getString("state"));
              long planned = row.getLong("planned_version");
              if (known.version() >= organization.version()) {
                return Uni.createFrom()
                    .item(known.version() == organization.version() && planned < known.version());
              }
              boolean holds = planned == known.version() && sameAccounts(known, organization);
              return write(connection, organization, holds ? organization.version() : planned)
                  .replaceWith(!holds);
            });
  }

  private static Uni<Void> write(
      SqlConnection connection, Organization organization, long planned) {
    String state = new String(StrictJson.write(organization), StandardCharsets.UTF_8);
    return connection
        .preparedQuery(WRITE)
        .execute(Tuple.of(organization.id(), organization.version(), state, planned))
        .replaceWithVoid();
  }

  private static boolean sameAccounts(Organization some, Organization other) {
    return some.handles().equals(other.handles())
        && some.defaultRole() == other.defaultRole()
        && some.roles().equals(other.roles())
        && some.resourceGroups().equals(other.resourceGroups())
        && some.signIn().resourceGroupMapping().equals(other.signIn().resourceGroupMapping())
        && some.signIn().roleMapping().equals(other.signIn().roleMapping())
        && some.signIn().claimSeparator().equals(other.signIn().claimSeparator());
  }

  /** Returns the next organization, in the order of ids, whose accounts must be planned anew. */
  Uni<Optional<Organization>> due(SqlClient client, String after) {
    return client
        .preparedQuery(
            "select state from organization where planned_version < version and id > $1"
                + " order by id limit 1")
        .execute(Tuple.of(after))
        .map(OrganizationTable::first);
  }

  /** Returns the ids of all organizations, in their order. */
  Uni<List<String>> ids(SqlClient client) {
    return client
        .query("select id from organization order by id")
        .execute()
        .map(
            rows -> {
              List<String> ids = new ArrayList<>();
              rows.forEach(row -> ids.add(row.getString(0)));
              return ids;
            });
  }

  private static Optional<Organization> first(RowSet<Row> rows) {
    return rows.size() == 0
        ? Optional.empty()
        : Optional.of(organization(rows.iterator().next().getString("state")));
  }

  /** Records that the accounts have been planned under these settings. */
  Uni<Void> planned(SqlClient client, Organization organization) {
    return client
        .preparedQuery(
            "update organization set planned_version = greatest(planned_version, $2) where id = $1")
        .execute(Tuple.of(organization.id(), organization.version()))
        .replaceWithVoid();
  }

  // INVARIANT: new settings wait until the transaction has ended, so planning under the new
  // settings misses no account planned under the old ones.
  /** Returns the settings, which do not change until the transaction ends. */
  Uni<Optional<Organization>> find(SqlClient client, String id) {
    return client
        .preparedQuery("select state from organization where id = $1 for share")
        .execute(Tuple.of(id))
        .map(OrganizationTable::first);
  }

  private static Organization organization(String json) {
    try {
      return StrictJson.mapper().readValue(json, Organization.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an organization cannot be read back", e);
    }
  }
}
