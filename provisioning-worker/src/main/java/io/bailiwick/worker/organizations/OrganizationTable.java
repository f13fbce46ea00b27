package io.bailiwick.worker.organizations;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Organization;
import io.bailiwick.worker.organizations.Organizations.Progress;
import io.bailiwick.worker.planning.Concerned;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowIterator;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tables {@code organization}, the newest settings from the topic, and {@code replanning}, the
 * accounts that must be planned anew under them.
 */
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

  private static final String CONCERN =
      "insert into replanning (organization, version, concerned) values ($1, $2, $3)";

  private static final String DUE =
      """
      with next as (
        select id, version, planned_version from organization
         where planned_version < version and id > $1 order by id limit 1)
      select next.id, next.version, planned_version, concerned
        from next left join replanning
          on organization = next.id and replanning.version <= next.version
      """;

  /**
   * Keeps an organization if it is newer than the known version, and records which accounts that
   * concerns. An organization that was unknown has no accounts.
   *
   * @return whether accounts must be planned anew
   */
  Uni<Boolean> keepNewer(SqlConnection connection, Organization organization) {
    return connection
        .preparedQuery(KNOWN)
        .execute(Tuple.of(organization.id()))
        .chain(
            rows -> {
              if (rows.size() == 0) {
                return write(connection, organization, organization.version()).replaceWith(false);
              }
              Row row = rows.iterator().next();
              Organization known = organization(row.getString("state"));
              long planned = row.getLong("planned_version");
              return known.version() >= organization.version()
                  ? Uni.createFrom().item(planned < known.version())
                  : keep(connection, known, organization, planned);
            });
  }

  // INVARIANT: what a version concerns is recorded until a run that began under it, or under a
  // newer one, has ended. In between, accounts may have been planned under any version.
  private static Uni<Boolean> keep(
      SqlConnection connection, Organization known, Organization newer, long planned) {
    Concerned concerned = Concerned.between(known, newer);
    if (concerned.isNobody()) {
      boolean holds = planned == known.version();
      return write(connection, newer, holds ? newer.version() : planned).replaceWith(!holds);
    }
    return write(connection, newer, planned)
        .chain(
            () ->
                connection
                    .preparedQuery(CONCERN)
                    .execute(Tuple.of(newer.id(), newer.version(), text(concerned))))
        .replaceWith(true);
  }

  private static Uni<Void> write(
      SqlConnection connection, Organization organization, long planned) {
    return connection
        .preparedQuery(WRITE)
        .execute(Tuple.of(organization.id(), organization.version(), text(organization), planned))
        .replaceWithVoid();
  }

  private static String text(Object value) {
    return new String(StrictJson.write(value), StandardCharsets.UTF_8);
  }

  /** Returns the next organization, in the order of ids, whose accounts must be planned anew. */
  Uni<Optional<Replanning>> due(SqlClient client, String after) {
    return client
        .preparedQuery(DUE)
        .execute(Tuple.of(after))
        .map(
            rows -> {
              Optional<Replanning> due = Optional.empty();
              for (Row row : rows) {
                Replanning one = replanning(row);
                due = Optional.of(due.map(earlier -> earlier.and(one)).orElse(one));
              }
              return due;
            });
  }

  private static Replanning replanning(Row row) {
    String concerned = row.getString("concerned");
    return new Replanning(
        row.getString("id"),
        row.getLong("version"),
        row.getLong("planned_version") == 0
            ? Concerned.EVERYONE
            : concerned == null ? Concerned.NOBODY : read(concerned, Concerned.class));
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

  /** Records that a run has ended. */
  Uni<Void> planned(SqlConnection connection, Replanning run) {
    return connection
        .preparedQuery("delete from replanning where organization = $1 and version <= $2")
        .execute(Tuple.of(run.organization(), run.version()))
        .chain(
            () ->
                connection
                    .preparedQuery(
                        "update organization set planned_version = greatest(planned_version, $2)"
                            + " where id = $1")
                    .execute(Tuple.of(run.organization(), run.version())))
        .replaceWithVoid();
  }

  Uni<Optional<Progress>> progress(SqlClient client, String organization) {
    return client
        .preparedQuery("select version, planned_version from organization where id = $1")
        .execute(Tuple.of(organization))
        .map(
            rows -> {
              RowIterator<Row> row = rows.iterator();
              return row.hasNext() ? Optional.of(progress(row.next())) : Optional.empty();
            });
  }

  private static Progress progress(Row row) {
    return new Progress(row.getLong("version"), row.getLong("planned_version"));
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
    return read(json, Organization.class);
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return StrictJson.mapper().readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a " + type.getSimpleName() + " cannot be read back", e);
    }
  }
}
