package io.bailiwick.gateway.scim.log;

import io.bailiwick.gateway.database.Json;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.schema.Folding;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;

/** The table {@code scim_request}: rows are added in batches, and never changed. */
@ApplicationScoped
class ScimRequestTable {
  private static final String INSERT =
      """
      insert into scim_request (id, organization, at, token, method, target, resource, name, status,
                                scim_type, detail, latency_micros, body)
      select id, organization, at, token, method, target, resource, name, status,
             "scimType", detail, "latencyMicros", body
      from jsonb_to_recordset(cast(cast($1 as text) as jsonb)) as request (
        id uuid, organization text, at timestamptz, token text, method text, target text,
        resource text, name text, status integer, "scimType" text, detail text,
        "latencyMicros" bigint, body text)
      on conflict do nothing""";

  private static final String SELECT =
      """
      select cast(id as text), at, token, method, target, resource, name, status, scim_type, detail,
             latency_micros, body
      from scim_request where organization = :organization""";

  // Requests that changed a person name the id alone, so the person's ids are looked up first; each
  // arm is answered by an index.
  private static final String OF_PERSON =
      """
      id in (
        select id from scim_request where organization = :organization and resource = any(array(
          select cast(:person as text) union all
          select id from identity where organization = :organization and not deleted
            and user_name_key = :name union all
          select id from identity where organization = :organization and not deleted
            and external_id = :person union all
          select id from identity where organization = :organization and not deleted
            and email_key = :name union all
          select resource from scim_request where organization = :organization and name = :name
            and resource is not null and status < 400))
        union all
        select id from scim_request where organization = :organization and name = :name)""";

  private final Pool pool;

  ScimRequestTable(Pool pool) {
    this.pool = pool;
  }

  /** Adds requests of any organizations. */
  Uni<Void> insert(List<ScimRequest> requests) {
    return pool.preparedQuery(INSERT).execute(Tuple.of(Json.text(requests))).replaceWithVoid();
  }

  /** Returns the newest requests that a query selects; works within {@link Transactions#of}. */
  Uni<List<ScimRequest>> find(String organization, RequestQuery wanted, int limit) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    List<String> conditions = new ArrayList<>();
    wanted
        .person()
        .ifPresent(
            person -> {
              conditions.add(OF_PERSON);
              parameters.put("person", person);
              parameters.put("name", Folding.key(person));
            });
    wanted
        .token()
        .ifPresent(
            token -> {
              conditions.add("token = :token");
              parameters.put("token", token);
            });
    wanted.failed().ifPresent(failed -> conditions.add(failed ? "status >= 400" : "status < 400"));
    wanted.since().ifPresent(since -> bound(conditions, parameters, ">=", "since", since));
    wanted.until().ifPresent(until -> bound(conditions, parameters, "<", "until", until));
    wanted
        .before()
        .ifPresent(
            before -> {
              conditions.add("id < cast(cast(:before as text) as uuid)");
              parameters.put("before", before.toString());
            });
    String sql =
        SELECT
            + conditions.stream().map(condition -> " and " + condition).reduce("", String::concat)
            + " order by id desc limit "
            + limit;
    return Panache.getSession()
        .chain(
            session -> {
              Mutiny.SelectionQuery<Object[]> query =
                  session
                      .createNativeQuery(sql, Object[].class)
                      .setParameter("organization", organization);
              parameters.forEach(query::setParameter);
              return query.getResultList();
            })
        .map(rows -> rows.stream().map(row -> request(organization, row)).toList());
  }

  private static void bound(
      List<String> conditions,
      Map<String, Object> parameters,
      String comparison,
      String name,
      Instant instant) {
    conditions.add("at %s cast(cast(:%s as text) as timestamptz)".formatted(comparison, name));
    parameters.put(name, instant.toString());
    // Ids begin with the time in milliseconds, so the primary key limits the rows that are read.
    String id = name + "_id";
    conditions.add("id %s cast(cast(:%s as text) as uuid)".formatted(comparison, id));
    parameters.put(id, first(comparison.equals("<") ? instant.plusMillis(1) : instant));
  }

  /** Returns the first UUIDv7 of an instant. */
  private static String first(Instant instant) {
    long millis = Math.clamp(instant.toEpochMilli(), 0, (1L << 48) - 1);
    return new UUID((millis << 16) | 0x7000, 0x8000000000000000L).toString();
  }

  private static ScimRequest request(String organization, Object[] row) {
    return new ScimRequest(
        UUID.fromString(String.valueOf(row[0])),
        organization,
        instant(row[1]),
        String.valueOf(row[2]),
        String.valueOf(row[3]),
        String.valueOf(row[4]),
        text(row[5]),
        text(row[6]),
        ((Number) row[7]).intValue(),
        text(row[8]),
        text(row[9]),
        ((Number) row[10]).longValue(),
        text(row[11]));
  }

  private static Instant instant(Object value) {
    return value instanceof java.time.OffsetDateTime time ? time.toInstant() : (Instant) value;
  }

  private static Optional<String> text(@org.jspecify.annotations.Nullable Object value) {
    return Optional.ofNullable(value).map(String::valueOf);
  }
}
