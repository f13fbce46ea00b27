package io.bailiwick.gateway.scim.token;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.bailiwick.gateway.database.Lookup;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.organizations.Organizations;
import io.bailiwick.gateway.schema.Leniency;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.outbox.StoredTime;
import io.quarkus.cache.CacheInvalidate;
import io.quarkus.cache.CacheResult;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The SCIM tokens of the organizations. Each has at most two live ones, so that a token can be
 * rotated.
 *
 * <p>No method takes a turn of the organization: the operator must be able to find and revoke a
 * leaked token while its flood takes all turns.
 */
@ApplicationScoped
public class ScimTokens {
  private static final int MOST_LIVE = 2;
  private static final Duration LONGEST_OVERLAP = Duration.ofDays(7);
  private static final int SHORTEST_PEPPER = 32;
  private static final Duration USE_IS_NOTED_EVERY = Duration.ofMinutes(1);
  private static final Logger LOG = Logger.getLogger(ScimTokens.class);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Cache<String, Instant> noted =
      Caffeine.newBuilder().expireAfterWrite(USE_IS_NOTED_EVERY).maximumSize(10_000).build();
  private final Transactions transactions;
  private final IssuedTokens tokens;
  private final Organizations organizations;
  private final GatewaySettings settings;
  private final TokenAudit audit;

  ScimTokens(
      Transactions transactions,
      IssuedTokens tokens,
      Organizations organizations,
      GatewaySettings settings,
      TokenAudit audit) {
    this.transactions = transactions;
    this.tokens = tokens;
    this.organizations = organizations;
    this.settings = settings;
    this.audit = audit;
  }

  void onStart(@Observes StartupEvent event) {
    if (settings.tokenPepper().length() < SHORTEST_PEPPER) {
      throw new ConfigurationException(
          "bailiwick.gateway.token-pepper must be " + SHORTEST_PEPPER + " characters or more.");
    }
  }

  /** Returns the issued token of a bearer token that is genuine and live now. */
  public Uni<Optional<IssuedToken>> verify(String bearer) {
    Optional<ScimToken> token = ScimToken.parse(bearer);
    if (token.isEmpty()) {
      return Uni.createFrom().item(Optional.empty());
    }
    byte[] digest = token.get().digest(settings.tokenPepper());
    return byKeyId(token.get().keyId())
        .map(
            issued ->
                issued
                    .filter(known -> MessageDigest.isEqual(known.digest(), digest))
                    .filter(known -> known.isLive(Instant.now())))
        .invoke(verified -> verified.ifPresent(this::noteUse));
  }

  /** Notes the use once a minute; no request waits for that. */
  private void noteUse(IssuedToken token) {
    Instant now = Instant.now();
    boolean isKnown =
        token.lastUsedAt().filter(at -> at.plus(USE_IS_NOTED_EVERY).isAfter(now)).isPresent();
    if (!isKnown && noted.asMap().putIfAbsent(token.keyId(), now) == null) {
      tokens
          .used(token.keyId(), now)
          .subscribe()
          .with(
              done -> LOG.debugf("Token %s is in use", token.keyId()),
              failure -> LOG.debugf("Use not noted: %s", failure.getClass().getName()));
    }
  }

  // INVARIANT: a look-up is cached for less than a second (application.properties), so a revoked
  // token is rejected after that on every replica.
  @CacheResult(cacheName = "scim-tokens")
  Uni<Optional<IssuedToken>> byKeyId(String keyId) {
    return tokens.byKeyId(keyId);
  }

  /**
   * Issues a token to an organization; its present token expires within {@link #LONGEST_OVERLAP}.
   *
   * @param required the attributes that it requires of a user beside userName
   */
  public Uni<Issue> issue(
      String organization, Leniency leniency, Set<String> required, Optional<Instant> expiresAt) {
    ScimToken token = newToken();
    IssuedToken issued = issued(organization, token, leniency, required, expiresAt);
    // INVARIANT: the organization is locked, so that two at once do not make three live tokens.
    return transactions.inPassing(
        organization,
        () ->
            Lookup.then(
                organizations.lock(organization),
                owner -> insert(issued, token),
                Issue.NoOrganization::new));
  }

  /**
   * Issues an additional token that expires within minutes. The gateway itself uses it to try the
   * organization's endpoint.
   */
  Uni<Issue.Issued> issueForMinutes(String organization, Duration lifetime) {
    ScimToken token = newToken();
    IssuedToken issued =
        issued(
            organization,
            token,
            Leniency.LENIENT,
            Set.of(),
            Optional.of(Instant.now().plus(lifetime)));
    return transactions
        .inPassing(organization, () -> tokens.insert(issued).chain(() -> audit.created(issued)))
        .replaceWith(new Issue.Issued(issued, token.text()));
  }

  private static ScimToken newToken() {
    byte[] random = new byte[ScimToken.RANDOM_BYTES];
    RANDOM.nextBytes(random);
    return ScimToken.of(random);
  }

  private IssuedToken issued(
      String organization,
      ScimToken token,
      Leniency leniency,
      Set<String> required,
      Optional<Instant> expiresAt) {
    return new IssuedToken(
        token.keyId(),
        organization,
        token.digest(settings.tokenPepper()),
        leniency,
        required,
        StoredTime.now(),
        expiresAt.map(StoredTime::of),
        Optional.empty(),
        Optional.empty());
  }

  private Uni<Issue> insert(IssuedToken issued, ScimToken token) {
    return tokens
        .of(issued.organization())
        .chain(
            existing -> {
              long live = existing.stream().filter(t -> t.isLive(issued.createdAt())).count();
              return live >= MOST_LIVE
                  ? Uni.createFrom().item(new Issue.TooMany(MOST_LIVE))
                  : replace(existing, issued).replaceWith(new Issue.Issued(issued, token.text()));
            });
  }

  private Uni<Void> replace(List<IssuedToken> existing, IssuedToken issued) {
    Instant end = issued.createdAt().plus(LONGEST_OVERLAP);
    return audit
        .endedBy(existing, end)
        .chain(() -> tokens.endBy(issued.organization(), end))
        .chain(() -> tokens.insert(issued))
        .chain(() -> audit.created(issued));
  }

  /** Returns the tokens of an organization; empty if the organization does not exist. */
  public Uni<Optional<List<IssuedToken>>> of(String organization) {
    return transactions.inPassing(
        organization,
        () ->
            Lookup.then(
                organizations.load(organization),
                owner -> tokens.of(organization).map(Optional::of),
                Optional::empty));
  }

  /** Revokes a token; false if the organization has no such token. */
  public Uni<Boolean> revoke(String organization, String keyId) {
    return transactions
        .inPassing(
            organization,
            () ->
                Lookup.then(
                    tokens.of(organization).map(all -> named(all, keyId)),
                    token ->
                        audit
                            .revoked(token)
                            .chain(() -> tokens.revoke(organization, keyId, Instant.now())),
                    () -> false))
        .call(() -> forget(keyId));
  }

  private static Optional<IssuedToken> named(List<IssuedToken> all, String keyId) {
    return all.stream().filter(token -> token.keyId().equals(keyId)).findFirst();
  }

  @CacheInvalidate(cacheName = "scim-tokens")
  Uni<Void> forget(String keyId) {
    return Uni.createFrom().voidItem();
  }

  /** The result of a request for a token. */
  public sealed interface Issue {
    /** The token was issued; its text is returned only here and not stored. */
    record Issued(IssuedToken token, String text) implements Issue {}

    record NoOrganization() implements Issue {}

    record TooMany(int most) implements Issue {}
  }
}
