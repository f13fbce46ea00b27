package io.bailiwick.gateway.leavers;

import io.bailiwick.gateway.database.Json;
import io.bailiwick.gateway.directory.rules.Departed;
import io.bailiwick.gateway.directory.rules.Restoration;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table {@code departure}; every method works within a transaction of the organization. */
@ApplicationScoped
class DepartureTable implements PanacheRepositoryBase<DepartureRow, Long> {
  private static final String RECENT =
      "organization = :organization and batch is null"
          + " and at > clock_timestamp() - cast(cast(:window as text) as interval)";

  // A batch that a release or restore has locked is skipped, so that no departure waits for it. The
  // guard looks at the departure later.
  private static final String ADD =
      """
      with taking as materialized (
        select id from deprovisioning
        where organization = :organization and state = 'OPEN' and restore_started_at is null
        for share skip locked),
      added as (
        insert into departure as d
          (organization, identity, at, kind, was_active, remains, batch, held)
        select :organization, :identity, clock_timestamp(), :kind, cast(:active as boolean),
          nullif(cast(:remains as text), ''), t.id, :kind = 'DELETED' and t.id is not null
        from (select (select id from taking) as id) t
        on conflict (organization, identity) where outcome is null do update set
          at = excluded.at, kind = excluded.kind, remains = excluded.remains,
          batch = coalesce(d.batch, excluded.batch),
          held = excluded.kind = 'DELETED' and coalesce(d.batch, excluded.batch) is not null,
          was_active = excluded.was_active or (d.was_active and (d.batch is not null
            or d.at > clock_timestamp() - cast(cast(:window as text) as interval)))
        returning held)
      select held from added""";

  private static final String REMOVE =
      """
      delete from departure
      where organization = :organization and identity = :identity and outcome is null""";

  private static final String JOIN =
      """
      update departure set batch = :batch where id in (
        select id from departure where %s for update skip locked)"""
          .formatted(RECENT);

  private static final String IDS =
      "any(array(select jsonb_array_elements_text(cast(cast(:ids as text) as jsonb))))";

  private static final String HELD =
      """
      update departure set held = true
      where batch = :batch and kind = 'DELETED' and outcome is null and identity = %s"""
          .formatted(IDS);

  private static final String RELEASED =
      """
      update departure set held = false, outcome = 'RELEASED', remains = null
      where batch = :batch and outcome is null and (kind = 'DEACTIVATED' or identity = %s)"""
          .formatted(IDS);

  private static final String DECIDED =
      """
      update departure d set outcome = r.outcome, conflict = r.conflict,
        conflict_with = r.conflict_with,
        held = d.held and r.outcome is null,
        remains = case when r.outcome is null then d.remains end
      from jsonb_to_recordset(cast(cast(:ids as text) as jsonb)) as r(
        identity text, outcome text, conflict text, conflict_with text)
      where d.batch = :batch and d.outcome is null and d.identity = r.identity""";

  private static final String COUNTS =
      """
      select count(*) filter (where kind = 'DEACTIVATED'), count(*) filter (where kind = 'DELETED'),
        count(*) filter (where outcome = 'RESTORED'), count(*) filter (where outcome is null),
        count(*) filter (where conflict is not null and outcome is null)
      from departure where batch = :batch""";

  /** Records a departure, and returns whether a batch holds it from the beginning. */
  Uni<Boolean> add(String organization, Departed departed, Duration window) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(ADD, Boolean.class)
                    .setParameter("organization", organization)
                    .setParameter("identity", departed.identity())
                    .setParameter("kind", departed.kind().name())
                    .setParameter("active", departed.wasActive())
                    .setParameter("remains", departed.before().map(Json::text).orElse(""))
                    .setParameter("window", window.toString())
                    .getSingleResult());
  }

  /** Removes the departure of a person who has come back. */
  Uni<Void> remove(String organization, String identity) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(REMOVE)
                    .setParameter("organization", organization)
                    .setParameter("identity", identity)
                    .executeUpdate())
        .replaceWithVoid();
  }

  /** Counts the departures within the window that are in no batch. */
  Uni<Long> recent(String organization, Duration window) {
    return count(organization, window, "");
  }

  /** Counts the deletions among the {@link #recent} departures. */
  Uni<Long> recentDeletions(String organization, Duration window) {
    return count(organization, window, " and kind = 'DELETED'");
  }

  private static Uni<Long> count(String organization, Duration window, String more) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "select count(*) from departure where " + RECENT + more, Long.class)
                    .setParameter("organization", organization)
                    .setParameter("window", window.toString())
                    .getSingleResult());
  }

  /** Puts the recent departures into a batch, but those that a transaction is changing. */
  Uni<Integer> join(String organization, String batch, Duration window) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(JOIN)
                    .setParameter("organization", organization)
                    .setParameter("batch", batch)
                    .setParameter("window", window.toString())
                    .executeUpdate());
  }

  /** Returns the identities of a batch whose deletions are not held yet. */
  Uni<List<String>> toHold(String batch, int limit) {
    return identities(
        "batch = ?1 and kind = 'DELETED' and held = false and outcome is null", batch, limit);
  }

  /** Returns the identities of a released batch whose deletions are still held. */
  Uni<List<String>> toRelease(String batch, int limit) {
    return identities("batch = ?1 and kind = 'DELETED' and outcome is null", batch, limit);
  }

  private Uni<List<String>> identities(String condition, String batch, int limit) {
    return find(condition + " order by identity", batch)
        .page(0, limit)
        .list()
        .map(rows -> rows.stream().map(row -> row.identity).toList());
  }

  Uni<Void> held(String batch, Collection<String> identities) {
    return update(HELD, batch, identities);
  }

  /** Marks deletions as released, and all deactivations of their batch. */
  Uni<Void> released(String batch, Collection<String> identities) {
    return update(RELEASED, batch, identities);
  }

  /** Returns people of a batch who have not come back, before an id, the last departures first. */
  Uni<List<DepartureRow>> waiting(String batch, long before, int limit) {
    return find("batch = ?1 and outcome is null and id < ?2 order by id desc", batch, before)
        .page(0, limit)
        .list();
  }

  /** Returns the departures of some locked identities, as they are now. */
  Uni<List<Departed>> waiting(String batch, Collection<String> identities) {
    return find(
            "batch = ?1 and outcome is null and identity in ?2 order by id desc", batch, identities)
        .list()
        .map(rows -> rows.stream().map(DepartureRow::departed).toList());
  }

  /** Writes what a restore has decided on people of a batch. */
  Uni<Void> decided(String batch, Map<String, Restoration.Result> results) {
    List<Map<String, String>> rows = new ArrayList<>();
    results.forEach(
        (identity, result) -> {
          Map<String, String> row = new HashMap<>();
          row.put("identity", identity);
          if (result instanceof Restoration.Blocked blocked) {
            row.put("conflict", blocked.attribute());
            row.put("conflict_with", blocked.holder());
          } else {
            row.put("outcome", "RESTORED");
          }
          rows.add(row);
        });
    return update(DECIDED, batch, rows);
  }

  private static Uni<Void> update(String sql, String batch, Collection<?> rows) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(sql)
                    .setParameter("batch", batch)
                    .setParameter("ids", Json.text(rows))
                    .executeUpdate())
        .replaceWithVoid();
  }

  /** Returns people of a batch after a departure, in the order of departures. */
  Uni<List<DepartureRow>> page(String batch, long after, int limit) {
    return find("batch = ?1 and id > ?2 order by id", batch, after).page(0, limit).list();
  }

  /** Returns the time of the last departure among the people of a batch who wait. */
  Uni<Optional<Instant>> newest(String batch) {
    return find("batch = ?1 and outcome is null order by at desc", batch)
        .firstResult()
        .map(row -> Optional.ofNullable(row).map(found -> found.at));
  }

  Uni<Counts> counts(String batch) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(COUNTS, Object[].class)
                    .setParameter("batch", batch)
                    .getSingleResult())
        .map(
            row ->
                new Counts(
                    (Long) row[0], (Long) row[1], (Long) row[2], (Long) row[3], (Long) row[4]));
  }
}
