package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.signin.rules.SignInCheck;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The table {@code sign_in_trace}; every method works within {@link Transactions#of}. */
@ApplicationScoped
class TraceTable implements PanacheRepositoryBase<TraceRow, String> {

  public Uni<Void> insert(SignInTrace trace) {
    TraceRow row = new TraceRow();
    row.id = trace.id();
    row.organization = trace.organization();
    row.connection = trace.connection().orElse(null);
    row.at = trace.at();
    row.failedCheck = trace.check().name();
    row.detail = trace.detail();
    return persistAndFlush(row).replaceWithVoid();
  }

  public Uni<Optional<SignInTrace>> load(String organization, String id) {
    return find("organization = ?1 and id = ?2", organization, id)
        .firstResult()
        .map(row -> Optional.ofNullable(row).map(TraceTable::trace));
  }

  /** Returns the newest failed sign-ins. */
  public Uni<List<SignInTrace>> newest(String organization, int limit) {
    return find("organization = ?1 order by at desc", organization)
        .page(0, limit)
        .list()
        .map(rows -> rows.stream().map(TraceTable::trace).toList());
  }

  private static SignInTrace trace(TraceRow row) {
    return new SignInTrace(
        row.id,
        row.organization,
        Optional.ofNullable(row.connection),
        row.at,
        SignInCheck.valueOf(row.failedCheck),
        row.detail);
  }
}
