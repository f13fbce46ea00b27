package io.bailiwick.gateway.postgres;

import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** The table {@code logout_token}; works within {@link Tenant#transaction}. */
@ApplicationScoped
public class LogoutTokens {
  private static final String INSERT =
      """
      insert into logout_token (organization, jti, expires_at) values (?1, ?2, ?3)
      on conflict do nothing
      """;

  /** Takes a logout token; false when it was taken before. */
  public Uni<Boolean> take(String organization, String jti, Instant expiresAt) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(INSERT)
                    .setParameter(1, organization)
                    .setParameter(2, jti)
                    .setParameter(3, expiresAt)
                    .executeUpdate())
        .map(rows -> rows == 1);
  }
}
