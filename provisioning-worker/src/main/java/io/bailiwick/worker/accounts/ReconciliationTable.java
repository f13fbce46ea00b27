package io.bailiwick.worker.accounts;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/** The table {@code reconciliation}: the time of each organization's last comparison. */
@ApplicationScoped
class ReconciliationTable {
  /** New organizations get a time in the past at random, so that not all are due at once. */
  private static final String SPREAD =
      """
      insert into reconciliation (organization, begun_at)
      select id, now() - random() * make_interval(secs => $1)
        from organization o
       where not exists (select 1 from reconciliation r where r.organization = o.id)
      on conflict do nothing
      """;

  // INVARIANT: one replica takes an organization; the others skip the locked row, then a new time.
  private static final String TAKE =
      """
      update reconciliation set begun_at = now()
       where organization = (
         select organization from reconciliation
          where begun_at <= now() - make_interval(secs => $1)
          order by begun_at limit 1 for update skip locked)
      returning organization
      """;

  /** Takes the organization that has been due for the longest time; empty if none is due. */
  Uni<Optional<String>> take(SqlClient client, Duration every) {
    double seconds = every.toMillis() / 1000.0;
    return client
        .preparedQuery(SPREAD)
        .execute(Tuple.of(seconds))
        .chain(() -> client.preparedQuery(TAKE).execute(Tuple.of(seconds)))
        .map(rows -> AccountRow.list(rows, row -> row.getString(0)).stream().findFirst());
  }
}
