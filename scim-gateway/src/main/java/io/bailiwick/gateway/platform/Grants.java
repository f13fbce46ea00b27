package io.bailiwick.gateway.platform;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.platform.Grant.Kind;
import io.bailiwick.gateway.secrets.OpaqueToken;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.gateway.signin.LiveSession;
import io.bailiwick.gateway.signin.SessionTable;
import io.bailiwick.gateway.signin.Sessions;
import io.bailiwick.gateway.signin.rules.Session;
import io.bailiwick.outbox.StoredTime;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The codes and refresh tokens of platform services. A code and the refresh tokens that follow it
 * are a family, which ends as a whole. All families end with the session.
 */
@ApplicationScoped
class Grants {
  /** The used refresh tokens of a family that stay stored; few of them still give a successor. */
  private static final int USED_KEPT = 20;

  private static final Duration CODE_LASTS = Duration.ofSeconds(60);
  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();
  private static final Redemption INVALID = new Redemption.Refused(OAuth2Error.INVALID_GRANT);

  private final Transactions transactions;
  private final GrantTable table;
  private final SessionTable sessionTable;
  private final Sessions sessions;
  private final RefreshTokens refreshTokens;
  private final GatewaySettings settings;

  Grants(
      Transactions transactions,
      GrantTable table,
      SessionTable sessionTable,
      Sessions sessions,
      RefreshTokens refreshTokens,
      GatewaySettings settings) {
    this.transactions = transactions;
    this.table = table;
    this.sessionTable = sessionTable;
    this.sessions = sessions;
    this.refreshTokens = refreshTokens;
    this.settings = settings;
  }

  /**
   * Issues a code to a client, to be redeemed once, within a minute. If a client has too many
   * unredeemed codes, the oldest end.
   */
  public Uni<String> code(LiveSession live, String client, Grant.Request request) {
    String organization = live.session().organization();
    String session = live.session().id();
    OpaqueToken code = OpaqueToken.make(organization, session);
    return transactions.of(
        organization,
        () ->
            sessionTable
                .lock(organization, session)
                .chain(transactions::now)
                .chain(
                    now ->
                        give(
                            code,
                            client,
                            IDS.generate().toString(),
                            Kind.AUTHORIZATION_CODE,
                            request,
                            now.plus(CODE_LASTS)))
                .chain(
                    () ->
                        table.endOldestCodes(
                            organization, session, client, settings.grantsPerSession()))
                .replaceWith(code.text()));
  }

  private Uni<Void> give(
      OpaqueToken handover,
      String client,
      String family,
      Kind kind,
      Grant.Request request,
      Instant expiresAt) {
    return table.insert(
        handover.digest(),
        new Grant(
            handover.organization(),
            handover.id(),
            client,
            family,
            kind,
            request,
            StoredTime.of(expiresAt),
            Optional.empty(),
            Optional.empty()));
  }

  /**
   * Redeems a code or a refresh token. Replaying a grant that works once ends its family (RFC 6749
   * section 4.1.2, RFC 9700 section 4.14.2).
   *
   * @param proven tells whether the grant was issued to the caller; checked before anything else
   * @param scopes the wanted scopes out of the granted ones; empty for all (RFC 6749 section 6)
   */
  public Uni<Redemption> redeem(
      PlatformClient client,
      Kind kind,
      String text,
      Predicate<Grant.Request> proven,
      Optional<Set<String>> scopes) {
    return held(
        text,
        shown ->
            table
                .load(shown.organization(), shown.digest())
                .chain(
                    found ->
                        found.isEmpty()
                            ? endForgotten(shown, client.id()).replaceWith(INVALID)
                            : found
                                .filter(grant -> grant.isOf(client.id(), kind))
                                .filter(grant -> proven.test(grant.request()))
                                .map(
                                    grant ->
                                        transactions
                                            .now()
                                            .chain(
                                                now -> redeem(client, shown, grant, scopes, now)))
                                .orElseGet(() -> Uni.createFrom().item(INVALID))),
        INVALID);
  }

  /** Ends the family of a used refresh token that is no longer stored. */
  private Uni<Void> endForgotten(OpaqueToken shown, String client) {
    return refreshTokens
        .family(shown, client)
        .map(family -> table.endFamily(shown.organization(), shown.id(), family))
        .orElseGet(() -> Uni.createFrom().voidItem());
  }

  // INVARIANT: a use or an end of a grant locks its session. Of two concurrent uses the second
  // finds the first one's grant, and nothing of a family follows its end.
  private <T> Uni<T> held(String text, Function<OpaqueToken, Uni<T>> work, T otherwise) {
    Optional<OpaqueToken> handover = OpaqueToken.parse(text);
    if (handover.isEmpty()) {
      return Uni.createFrom().item(otherwise);
    }
    OpaqueToken shown = handover.get();
    return transactions.of(
        shown.organization(),
        () -> sessionTable.lock(shown.organization(), shown.id()).chain(() -> work.apply(shown)));
  }

  // The time is the database's: replicas whose clocks differ see one code and one grace period.
  private Uni<Redemption> redeem(
      PlatformClient client,
      OpaqueToken shown,
      Grant grant,
      Optional<Set<String>> scopes,
      Instant now) {
    Optional<String> successor = successor(shown, grant, now);
    if (grant.usedAt().isPresent() && successor.isEmpty()) {
      return end(grant).replaceWith(INVALID);
    }
    if (!now.isBefore(grant.expiresAt())) {
      return Uni.createFrom().item(INVALID);
    }
    Set<String> granted = grant.request().scopes();
    if (!granted.containsAll(scopes.orElse(granted))) {
      return Uni.createFrom().item(new Redemption.Refused(OAuth2Error.INVALID_SCOPE));
    }
    return sessions
        .use(grant.organization(), grant.session())
        .chain(
            live ->
                live.isEmpty()
                    ? Uni.createFrom().item(INVALID)
                    : successor
                        .map(again -> Uni.createFrom().item(again))
                        .orElseGet(() -> next(live.get().session(), client, grant, shown, now))
                        .map(
                            refresh ->
                                new Redemption.RedeemedGrant(
                                    live.get(), grant, scopes.orElse(granted), refresh, now)));
  }

  /** Returns the refresh token that a used one gives once more; empty if it gives none. */
  private Optional<String> successor(OpaqueToken shown, Grant grant, Instant now) {
    return grant.isInGrace(now)
        ? grant.successor().flatMap(kept -> refreshTokens.successor(shown, kept))
        : Optional.empty();
  }

  /** Returns the next refresh token; a confidential client keeps its own, all else works once. */
  private Uni<String> next(
      Session session, PlatformClient client, Grant grant, OpaqueToken shown, Instant now) {
    boolean refreshed = grant.kind() == Kind.REFRESH_TOKEN;
    if (refreshed && client.type() != PlatformClient.Type.PUBLIC) {
      return Uni.createFrom().item(shown.text());
    }
    Grant.Request asked = grant.request();
    Grant.Request kept =
        new Grant.Request(Optional.empty(), Optional.empty(), asked.nonce(), asked.scopes());
    String organization = session.organization();
    OpaqueToken next = refreshTokens.make(organization, session.id(), client.id(), grant.family());
    return give(next, client.id(), grant.family(), Kind.REFRESH_TOKEN, kept, session.expiresAt())
        .chain(
            () ->
                table.use(
                    shown.digest(),
                    refreshed ? refreshTokens.sealSuccessor(shown, next) : null,
                    now))
        .chain(
            () ->
                refreshed
                    ? table.forgetUsed(organization, session.id(), grant.family(), USED_KEPT)
                    : table.endOldest(
                        organization, session.id(), client.id(), settings.grantsPerSession()))
        .replaceWith(next.text());
  }

  /**
   * Tells whether the grants of a code are still valid.
   *
   * @param family the family; empty if the token does not name it: then only its session counts
   */
  public Uni<Boolean> stands(String organization, String session, Optional<String> family) {
    return family.isEmpty()
        ? Uni.createFrom().item(true)
        : transactions.of(organization, () -> table.hasFamily(organization, session, family.get()));
  }

  /**
   * Ends a family; does nothing if the session is not the organization's.
   *
   * @param family the family; empty for all grants of the client in the session
   */
  public Uni<Void> end(
      String organization, String session, String client, Optional<String> family) {
    return transactions.of(
        organization,
        () ->
            sessionTable
                .lock(organization, session)
                .chain(
                    () ->
                        family.isEmpty()
                            ? table.endClient(organization, session, client)
                            : table.endFamily(organization, session, family.get())));
  }

  private Uni<Void> end(Grant grant) {
    return table.endFamily(grant.organization(), grant.session(), grant.family());
  }

  /**
   * Ends the family of a refresh token (RFC 7009).
   *
   * @return false if it is another client's; true also if the token does not exist
   */
  public Uni<Boolean> revoke(String client, String refreshToken) {
    return held(
        refreshToken,
        shown ->
            table
                .load(shown.organization(), shown.digest())
                .map(found -> found.filter(grant -> grant.kind() == Kind.REFRESH_TOKEN))
                .chain(
                    found ->
                        found.isEmpty()
                            ? endForgotten(shown, client).replaceWith(true)
                            : found.get().client().equals(client)
                                ? end(found.get()).replaceWith(true)
                                : Uni.createFrom().item(false)),
        true);
  }
}
