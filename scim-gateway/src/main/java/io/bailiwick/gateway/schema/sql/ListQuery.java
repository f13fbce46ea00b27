package io.bailiwick.gateway.schema.sql;

import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.schema.query.ListRequest;
import io.bailiwick.gateway.schema.query.Page;
import io.bailiwick.gateway.schema.query.Paging;
import io.bailiwick.gateway.schema.query.Position;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/** A list request as SQL, within {@link Transactions#of}. */
public final class ListQuery {
  /**
   * The timeout of a query that reads a whole organization, so that it releases its connection
   * soon.
   */
  private static final String BRIEFLY = "select set_config('statement_timeout', '3000', true)";

  private final String organization;
  private final ListRequest request;
  private final FilterSql sql;
  private final String from;
  private final Map<String, Object> filterParameters;
  private final String pageSql;

  public ListQuery(ResourceTable table, String organization, ListRequest request) {
    this.organization = organization;
    this.request = request;
    this.sql = new FilterSql(table);
    String filter = request.filter().map(given -> " and " + sql.of(given)).orElse("");
    this.from =
        " from "
            + table.name()
            + " t where t.organization = :organization and "
            + table.live()
            + filter;
    this.filterParameters = Map.copyOf(sql.parameters());
    OrderSql order = new OrderSql(table, sql, request.sort());
    this.pageSql =
        switch (request.paging()) {
          case Paging.ByIndex index ->
              " order by %s limit %d offset %d"
                  .formatted(order.orderBy(), index.limit(), index.offset());
          case Paging.ByCursor cursor ->
              "%s order by %s limit %d"
                  .formatted(
                      cursor.after().map(at -> " and " + order.after(at)).orElse(""),
                      order.orderBy(),
                      // One more row than wanted shows whether there is a next page.
                      cursor.limit() + 1);
        };
  }

  /**
   * Runs the request.
   *
   * @param place returns the place of a resource in this list, for a total
   */
  public <R, T> Uni<Page<T>> run(Class<R> row, Function<R, T> read, Place<T> place) {
    return request.readsAll()
        ? Panache.getSession()
            .chain(session -> session.createNativeQuery(BRIEFLY).executeUpdate())
            .chain(() -> page(row, read, place))
        : page(row, read, place);
  }

  private <R, T> Uni<Page<T>> page(Class<R> row, Function<R, T> read, Place<T> place) {
    int limit = request.paging().limit();
    if (limit == 0) {
      return count().map(total -> new Page<>(total, List.of(), Optional.empty()));
    }
    return Panache.getSession()
        .chain(
            session ->
                bound(
                        session.createNativeQuery("select t.*" + from + pageSql, row),
                        sql.parameters())
                    .getResultList())
        .map(rows -> rows.stream().map(read).toList())
        .chain(
            found ->
                total(found.size())
                    .map(
                        total -> {
                          List<T> held = found.subList(0, Math.min(limit, found.size()));
                          return new Page<>(
                              total,
                              held,
                              found.size() > limit
                                  ? Optional.of(place.of(held.getLast(), total))
                                  : Optional.empty());
                        }));
  }

  private Uni<Long> total(int found) {
    return switch (request.paging()) {
      case Paging.ByIndex index ->
          index.offset() == 0 && found < index.limit()
              ? Uni.createFrom().item((long) found)
              : count();
      case Paging.ByCursor cursor ->
          cursor.after().isPresent()
              ? Uni.createFrom().item(cursor.after().get().total())
              : found <= cursor.limit() ? Uni.createFrom().item((long) found) : count();
    };
  }

  private Uni<Long> count() {
    return Panache.getSession()
        .chain(
            session ->
                bound(
                        session.createNativeQuery("select count(*)" + from, Long.class),
                        filterParameters)
                    .getSingleResult());
  }

  private <R> Mutiny.SelectionQuery<R> bound(
      Mutiny.SelectionQuery<R> query, Map<String, Object> parameters) {
    parameters.forEach(query::setParameter);
    return query.setParameter("organization", organization);
  }

  /** The place of a resource in the list. */
  public interface Place<T> {
    Position of(T resource, long total);
  }
}
