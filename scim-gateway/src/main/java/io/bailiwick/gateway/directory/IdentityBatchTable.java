package io.bailiwick.gateway.directory;

import io.bailiwick.gateway.database.Json;
import io.bailiwick.gateway.directory.rules.LiveKeys;
import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;

/** The statements about many rows of {@code identity} at once, and what belongs to them. */
@ApplicationScoped
class IdentityBatchTable {
  private static final String IDS =
      "any(array(select jsonb_array_elements_text(cast(cast(:%s as text) as jsonb))))";

  // The order of ids lets no two batches wait for each other.
  private static final String LOCK =
      """
      select * from identity where organization = :organization and id = %s
      order by id for no key update"""
          .formatted(IDS.formatted("ids"));

  private static final String LOCK_GROUPS =
      """
      select id from user_group where organization = :organization and id = %s
      order by id for no key update"""
          .formatted(IDS.formatted("ids"));

  private static final String HOLD =
      """
      update identity set version = version + 1, deletion_held = :held, changed_at = greatest(
          changed_at, sessions_not_before, cast(cast(:now as text) as timestamptz))
      where organization = :organization and id = %s"""
          .formatted(IDS.formatted("ids"));

  // One arm per index.
  private static final String LIVE_KEYS =
      """
      select id, user_name_key, coalesce(external_id, ''), coalesce(login_subject, ''),
        coalesce(email_key, '')
      from identity where organization = :organization and not deleted and (
        user_name_key = %1$s or external_id = %2$s or login_subject = %2$s or email_key = %3$s)"""
          .formatted(
              IDS.formatted("userNames"), IDS.formatted("subjects"), IDS.formatted("emails"));

  // The keys of a living identity stay as they are.
  private static final String UPDATE =
      """
      update identity t set version = r.version, external_id = r.external_id,
        user_name_key = case when t.deleted then r.user_name_key else t.user_name_key end,
        email_key = case when t.deleted then r.email_key else t.email_key end,
        login_subject = r.login_subject, login = r.login, assigned = r.assigned, deleted = false, deleted_at = null,
        deletion_held = false, resource = r.resource, groups = r.groups, search = r.search,
        changed_at = r.changed_at
      from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as r(
        id text, version bigint, external_id text, user_name_key text, email_key text,
        login_subject text, login text, assigned jsonb, resource jsonb, groups text[], search jsonb,
        changed_at timestamptz)
      where t.organization = :organization and t.id = r.id""";

  private static final String FURTHER_EMAILS =
      """
      insert into further_email (organization, identity, email_key)
      select :organization, r.identity, r.key
      from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as r(identity text, key text)
      on conflict do nothing""";

  private static final String JOIN =
      """
      insert into membership (organization, group_id, identity)
      select :organization, r.key, r.identity
      from jsonb_to_recordset(cast(cast(:rows as text) as jsonb)) as r(identity text, key text)
      on conflict do nothing""";

  Uni<List<StoredIdentity>> lock(String organization, Collection<String> ids) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(LOCK, IdentityRow.class)
                    .setReadOnly(true)
                    .setParameter("organization", organization)
                    .setParameter("ids", Json.text(ids))
                    .getResultList()
                    // The session forgets the rows, because other statements write them.
                    .invoke(rows -> rows.forEach(session::detach)))
        .map(rows -> rows.stream().map(IdentityRow::identity).toList());
  }

  /** Locks those of some groups that exist, so that they do until this transaction has ended. */
  Uni<Set<String>> lockGroups(String organization, Set<String> ids) {
    return ids.isEmpty()
        ? Uni.createFrom().item(Set.of())
        : Panache.getSession()
            .chain(
                session ->
                    session
                        .createNativeQuery(LOCK_GROUPS, String.class)
                        .setParameter("organization", organization)
                        .setParameter("ids", Json.text(ids))
                        .getResultList())
            .map(Set::copyOf);
  }

  Uni<Void> hold(String organization, List<String> ids, boolean held, Instant now) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(HOLD)
                    .setParameter("organization", organization)
                    .setParameter("ids", Json.text(ids))
                    .setParameter("held", held)
                    .setParameter("now", now.toString())
                    .executeUpdate())
        .replaceWithVoid();
  }

  /** Returns the keys among some that living identities have. */
  Uni<LiveKeys> liveKeys(String organization, Keys wanted) {
    LiveKeys keys = new LiveKeys();
    return wanted.userNames().isEmpty()
        ? Uni.createFrom().item(keys)
        : Panache.getSession()
            .chain(
                session ->
                    session
                        .createNativeQuery(LIVE_KEYS, Object[].class)
                        .setParameter("organization", organization)
                        .setParameter("userNames", Json.text(wanted.userNames()))
                        .setParameter("subjects", Json.text(wanted.subjects()))
                        .setParameter("emails", Json.text(wanted.emails()))
                        .getResultList())
            .invoke(
                rows ->
                    rows.forEach(
                        row ->
                            keys.add(
                                (String) row[0],
                                (String) row[1],
                                (String) row[2],
                                (String) row[3],
                                (String) row[4])))
            .replaceWith(keys);
  }

  /** Writes identities that are not deleted any more, or never were. */
  Uni<Void> update(String organization, Stream<IdentityRow> rows) {
    return run(UPDATE, organization, rows.map(IdentityBatchTable::columns).toList());
  }

  private static Map<String, Object> columns(IdentityRow row) {
    Map<String, Object> columns = new HashMap<>();
    columns.put("id", row.id);
    columns.put("version", row.version);
    columns.put("user_name_key", row.userNameKey);
    columns.put("external_id", row.externalId);
    columns.put("email_key", row.emailKey);
    columns.put("login_subject", row.loginSubject);
    columns.put("login", row.login);
    columns.put("assigned", row.assigned);
    columns.put("resource", row.resource);
    columns.put("groups", row.groups);
    columns.put("search", row.search);
    columns.put("changed_at", row.changedAt.toString());
    return columns;
  }

  Uni<Void> furtherEmails(String organization, List<StoredIdentity> identities) {
    return run(
        FURTHER_EMAILS,
        organization,
        identities.stream()
            .flatMap(one -> one.furtherEmailKeys().stream().map(key -> pair(one, key)))
            .toList());
  }

  Uni<Void> join(String organization, List<StoredIdentity> identities) {
    return run(
        JOIN,
        organization,
        identities.stream()
            .flatMap(one -> one.groups().stream().map(key -> pair(one, key)))
            .toList());
  }

  private static Map<String, Object> pair(StoredIdentity identity, String key) {
    return Map.of("identity", identity.id(), "key", key);
  }

  private static Uni<Void> run(String sql, String organization, List<Map<String, Object>> rows) {
    return rows.isEmpty()
        ? Uni.createFrom().voidItem()
        : Panache.getSession()
            .chain(session -> run(session, sql, organization, rows))
            .replaceWithVoid();
  }

  private static Uni<Integer> run(
      Mutiny.Session session, String sql, String organization, List<Map<String, Object>> rows) {
    return session
        .createNativeQuery(sql)
        .setParameter("organization", organization)
        .setParameter("rows", Json.text(rows))
        .executeUpdate();
  }

  /** The keys that are looked for among living identities. */
  record Keys(Set<String> userNames, Set<String> subjects, Set<String> emails) {
    Keys() {
      this(new HashSet<>(), new HashSet<>(), new HashSet<>());
    }
  }
}
