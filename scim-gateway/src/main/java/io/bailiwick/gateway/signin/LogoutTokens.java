package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.database.Transactions;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;

/** The table {@code logout_token}; works within {@link Transactions#of}. */
@ApplicationScoped
class LogoutTokens {
  private static final String INSERT =
      """
      insert into logout_token (organization, jti, expires_at, idp_subject, idp_session)
      values (?1, ?2, ?3, cast(?4 as text), cast(?5 as text))
      on conflict do nothing
      """;

  // A logout that names a session ends that session. It also ends those of its subject whose
  // provider session is unknown.
  private static final String SINCE =
      """
      select exists (
        select 1 from logout_token
         where organization = ?1 and taken_at >= ?2
           and (idp_session = cast(?3 as text)
                or (idp_subject = ?4 and (idp_session is null or cast(?3 as text) is null))))
      """;

  /** Accepts a logout token; false if it was accepted before. */
  public Uni<Boolean> take(
      String organization,
      String jti,
      Instant expiresAt,
      Optional<String> subject,
      Optional<String> session) {
    return Panache.getSession()
        .chain(
            database ->
                database
                    .createNativeQuery(INSERT)
                    .setParameter(1, organization)
                    .setParameter(2, jti)
                    .setParameter(3, expiresAt)
                    .setParameter(4, subject.orElse(null))
                    .setParameter(5, session.orElse(null))
                    .executeUpdate())
        .map(rows -> rows == 1);
  }

  /**
   * Tells whether the identity provider has ended a session, or all of a subject, since an instant.
   */
  public Uni<Boolean> since(
      String organization, Instant instant, String subject, Optional<String> session) {
    return Panache.getSession()
        .chain(
            database ->
                database
                    .createNativeQuery(SINCE, Boolean.class)
                    .setParameter(1, organization)
                    .setParameter(2, instant)
                    .setParameter(3, session.orElse(null))
                    .setParameter(4, subject)
                    .getSingleResult());
  }
}
