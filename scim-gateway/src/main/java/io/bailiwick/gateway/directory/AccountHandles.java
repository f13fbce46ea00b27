package io.bailiwick.gateway.directory;

import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.model.Account;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** The table {@code account_handle}; every method works within {@link Transactions#of}. */
@ApplicationScoped
public class AccountHandles {
  private static final String WRITE =
      """
      insert into account_handle (account, organization, version, handle) values (?1, ?2, ?3, cast(?4 as text))
      on conflict (account) do update set version = excluded.version, handle = excluded.handle
       where account_handle.version < excluded.version
      """;

  /** Stores the accounts that are newer than the stored ones. */
  public Uni<Void> keepNewer(List<Account> accounts) {
    return Panache.getSession()
        .chain(
            session -> {
              Uni<Void> all = Uni.createFrom().voidItem();
              for (Account account : accounts) {
                all = all.chain(() -> keepNewer(session, account));
              }
              return all;
            });
  }

  private static Uni<Void> keepNewer(Mutiny.Session session, Account account) {
    return session
        .createNativeQuery(WRITE)
        .setParameter(1, account.id())
        .setParameter(2, account.organization())
        .setParameter(3, account.version())
        .setParameter(4, account.handle().orElse(null))
        .executeUpdate()
        .replaceWithVoid();
  }

  /** Returns what is known of an account's handle. */
  public Uni<Known> of(String organization, String account) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "select coalesce(handle, '') from account_handle"
                            + " where organization = ?1 and account = ?2",
                        String.class)
                    .setParameter(1, organization)
                    .setParameter(2, account)
                    .getSingleResultOrNull())
        .map(
            handle ->
                new Known(
                    handle != null, Optional.ofNullable(handle).filter(text -> !text.isEmpty())));
  }

  /**
   * The handle of an account.
   *
   * @param accountKnown whether an event of the account was read; without one, its handle may still
   *     come
   */
  public record Known(boolean accountKnown, Optional<String> handle) {}
}
