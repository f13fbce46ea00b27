package io.bailiwick.gateway.directory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.database.Json;
import io.bailiwick.gateway.directory.rules.Login;
import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.bailiwick.model.Assigned;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The identities of an organization with the attributes that decide role, grants and status, and
 * without the rest, which is most of a row. So a walk through all people of an organization takes
 * little time and memory. Every method works in a transaction of the organization.
 */
@ApplicationScoped
class DecisionInputs {
  private static final String SELECT =
      """
      with page as materialized (
        select id, created_at from identity where organization = :organization and not deleted
          and (created_at, id) > (cast(cast(:at as text) as timestamptz), :id)""";

  private static final String MAY_BE_ADMIN =
      """
       and locked_at is null and (resource -> 'roles' is not null or login is not null
        or invited_role = 'admin' or assigned ->> 'role' = 'admin'
        or groups && array(select jsonb_array_elements_text(cast(cast(:linked as text) as jsonb))))""";

  // PostgreSQL may sort all later rows for a page. So the page is chosen first, without the
  // columns.
  private static final String ORDER =
      """
       order by created_at, id limit :most)
      select x.id, cast(x.created_at as text), cast(jsonb_strip_nulls(jsonb_build_object(
          'userName', x.resource -> 'userName', 'active', x.resource -> 'active',
          'roles', x.resource -> 'roles')) as text),
        cast(to_jsonb(x.groups) as text), x.login, x.invited_role, cast(x.assigned as text),
        x.locked_at is not null,
        exists (select from account_handle h
                 where h.account = x.id and h.organization = :organization and h.handle is null)
      from page cross join lateral (
        select * from identity t
        where t.id = page.id and t.organization = :organization offset 0) x
      order by x.created_at, x.id""";

  /** Returns the next identities of an organization that are not deleted, oldest first. */
  Uni<Page> next(String organization, Position after, int limit) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(SELECT + ORDER, Object[].class)
                    .setParameter("organization", organization)
                    .setParameter("at", after.createdAt)
                    .setParameter("id", after.id)
                    .setParameter("most", limit)
                    .getResultList())
        .map(rows -> page(organization, rows, after));
  }

  /**
   * Returns identities like {@link #next}, but leaves out many who cannot be administrators under
   * an organization's settings. {@code RoleDecision} decides on the others.
   */
  Uni<Page> nextPossibleAdmins(Organization settings, Position after, int limit) {
    if (settings.defaultRole() == Role.ADMIN) {
      return next(settings.id(), after, limit);
    }
    List<String> linked =
        settings.roles().groupLinks().stream()
            .filter(link -> link.role() == Role.ADMIN)
            .flatMap(link -> link.ids().stream())
            .toList();
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(SELECT + MAY_BE_ADMIN + ORDER, Object[].class)
                    .setParameter("organization", settings.id())
                    .setParameter("at", after.createdAt)
                    .setParameter("id", after.id)
                    .setParameter("linked", Json.text(linked))
                    .setParameter("most", limit)
                    .getResultList())
        .map(rows -> page(settings.id(), rows, after));
  }

  private static Page page(String organization, List<Object[]> rows, Position after) {
    return new Page(
        rows.stream().map(row -> identity(organization, row)).toList(),
        rows.stream()
            .filter(row -> Boolean.TRUE.equals(row[8]))
            .map(row -> String.valueOf(row[0]))
            .collect(Collectors.toSet()),
        rows.isEmpty()
            ? after
            : new Position(String.valueOf(rows.getLast()[1]), String.valueOf(rows.getLast()[0])));
  }

  private static StoredIdentity identity(String organization, Object[] row) {
    return new StoredIdentity(
        String.valueOf(row[0]),
        organization,
        1,
        Json.read(String.valueOf(row[2]), ObjectNode.class),
        Set.copyOf(Arrays.asList(Json.read(String.valueOf(row[3]), String[].class))),
        true,
        text(row[4]).map(login -> Json.read(login, Login.class)).orElse(Login.NONE),
        text(row[5]).flatMap(Role::named),
        text(row[6]).map(given -> Json.read(given, Assigned.class)).orElse(Assigned.NOTHING),
        Boolean.TRUE.equals(row[7]) ? Optional.of(Instant.EPOCH) : Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private static Optional<String> text(@Nullable Object value) {
    return Optional.ofNullable(value).map(String::valueOf);
  }

  /**
   * Identities of a walk.
   *
   * @param identities the identities; their version and times are not the stored ones
   * @param withoutHandle the ids of those whose account got no handle
   * @param last the position after them
   */
  record Page(List<StoredIdentity> identities, Set<String> withoutHandle, Position last) {}

  /** A position in the walk: the age and the id of the last identity. */
  record Position(String createdAt, String id) {
    static final Position START = new Position("-infinity", "");
  }
}
