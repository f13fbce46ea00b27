package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.signin.rules.Session;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row of the table {@code session}. */
@Entity
@Table(name = "session")
class SessionRow extends PanacheEntityBase {
  @Id String id;

  @Column String organization;

  @Column String account;

  @Column String connection;

  @Column(name = "secret_digest")
  byte[] secretDigest;

  @Column(name = "idp_subject")
  String idpSubject;

  @Nullable
  @Column(name = "idp_session")
  String idpSession;

  @Nullable
  @Column(name = "idp_authenticated_at")
  Instant idpAuthenticatedAt;

  @Nullable @Column String acr;

  @Column(name = "authenticated_at")
  Instant authenticatedAt;

  @Column(name = "expires_at")
  Instant expiresAt;

  @Column(name = "last_used_at")
  Instant lastUsedAt;

  @Nullable
  @Column(name = "ended_at")
  Instant endedAt;

  static SessionRow of(Session session) {
    SessionRow row = new SessionRow();
    row.id = session.id();
    row.organization = session.organization();
    row.account = session.account();
    row.connection = session.connection();
    row.secretDigest = session.secretDigest();
    row.idpSubject = session.idpSubject();
    row.idpSession = session.idpSession().orElse(null);
    row.idpAuthenticatedAt = session.idpAuthenticatedAt().orElse(null);
    row.acr = session.acr().orElse(null);
    row.authenticatedAt = session.authenticatedAt();
    row.expiresAt = session.expiresAt();
    row.lastUsedAt = session.lastUsedAt();
    row.endedAt = session.endedAt().orElse(null);
    return row;
  }

  Session session() {
    return new Session(
        id,
        organization,
        account,
        connection,
        secretDigest,
        idpSubject,
        Optional.ofNullable(idpSession),
        Optional.ofNullable(idpAuthenticatedAt),
        Optional.ofNullable(acr),
        authenticatedAt,
        expiresAt,
        lastUsedAt,
        Optional.ofNullable(endedAt));
  }
}
