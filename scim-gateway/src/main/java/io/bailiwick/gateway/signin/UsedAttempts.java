package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.database.Transactions;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** The table {@code used_sign_in_attempt}; works within {@link Transactions#of}. */
@ApplicationScoped
class UsedAttempts {
  private static final String INSERT =
      """
      insert into used_sign_in_attempt (organization, state, expires_at) values (?1, ?2, ?3)
      on conflict do nothing
      """;

  /**
   * Accepts the answer to a sign-in; false if one was accepted before.
   *
   * @param expiresAt the time at which the attempt expires, used or not
   */
  public Uni<Boolean> take(String organization, String state, Instant expiresAt) {
    return Panache.getSession()
        .chain(
            database ->
                database
                    .createNativeQuery(INSERT)
                    .setParameter(1, organization)
                    .setParameter(2, state)
                    .setParameter(3, expiresAt)
                    .executeUpdate())
        .map(rows -> rows == 1);
  }
}
