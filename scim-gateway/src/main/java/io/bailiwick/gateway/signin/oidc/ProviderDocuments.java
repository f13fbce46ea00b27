package io.bailiwick.gateway.signin.oidc;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.bailiwick.gateway.signin.rules.Connection;
import io.bailiwick.gateway.signin.rules.ConnectionSettings;
import io.bailiwick.service.RequestContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The documents that identity providers publish: metadata (OpenID Connect Discovery 1.0) and keys.
 * They are cached per connection and version of it.
 */
@ApplicationScoped
class ProviderDocuments {
  private static final int MOST = 2_000;
  private static final Duration METADATA_KEPT = Duration.ofHours(1);
  private static final Duration KEYS_KEPT = Duration.ofMinutes(15);

  /** The time for which an unknown key id is not asked for again. */
  private static final Duration UNKNOWN_KEPT = Duration.ofMinutes(1);

  /** The most requests for unknown keys in a minute. */
  private static final int MOST_LOOKS = 10;

  private final IdpHttp http;
  private final Cache<Key, OIDCProviderMetadata> metadata = cache(METADATA_KEPT);
  private final Cache<Key, JWKSet> keys = cache(KEYS_KEPT);
  private final Cache<UnknownKid, Boolean> unknown = cache(UNKNOWN_KEPT);
  private final Cache<Key, AtomicInteger> looks = cache(UNKNOWN_KEPT);
  private final Map<Key, Uni<OIDCProviderMetadata>> metadataOnTheirWay = new ConcurrentHashMap<>();
  private final Map<Key, Uni<JWKSet>> keysOnTheirWay = new ConcurrentHashMap<>();

  ProviderDocuments(IdpHttp http) {
    this.http = http;
  }

  private static <K, V> Cache<K, V> cache(Duration kept) {
    return Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(kept).build();
  }

  /** Returns the provider's metadata, whose issuer is the connection's. */
  Uni<OIDCProviderMetadata> metadata(Connection connection) {
    OIDCProviderMetadata known = metadata.getIfPresent(Key.of(connection));
    if (known != null) {
      return Uni.createFrom().item(known);
    }
    URI issuer = connection.settings().issuer();
    String base = issuer.toString().replaceAll("/$", "");
    Key key = Key.of(connection);
    return once(
        metadataOnTheirWay,
        key,
        () ->
            http.get(connection, URI.create(base + "/.well-known/openid-configuration"))
                .map(body -> parsed(body, issuer))
                .invoke(found -> metadata.put(key, found)));
  }

  /** Makes one request at a time; concurrent callers get the same answer. */
  private static <T> Uni<T> once(
      Map<Key, Uni<T>> onTheirWay, Key key, Supplier<Uni<? extends T>> request) {
    return RequestContext.resumeAfter(
        onTheirWay.computeIfAbsent(
            key,
            wanted ->
                Uni.createFrom()
                    .deferred(request)
                    .onTermination()
                    .invoke(() -> onTheirWay.remove(wanted))
                    .memoize()
                    .indefinitely()));
  }

  private static OIDCProviderMetadata parsed(String body, URI issuer) {
    try {
      OIDCProviderMetadata found = OIDCProviderMetadata.parse(body);
      if (!found.getIssuer().getValue().equals(issuer.toString())) {
        throw IdpHttp.unavailable("the discovery document names another issuer");
      }
      boolean safe =
          Stream.of(
                  found.getAuthorizationEndpointURI(),
                  found.getTokenEndpointURI(),
                  found.getJWKSetURI())
              .allMatch(uri -> uri != null && ConnectionSettings.isSafe(uri));
      URI userInfo = found.getUserInfoEndpointURI();
      if (!safe || (userInfo != null && !ConnectionSettings.isSafe(userInfo))) {
        throw IdpHttp.unavailable("the discovery document lacks an https endpoint");
      }
      return found;
    } catch (ParseException e) {
      throw IdpHttp.unavailable("the discovery document cannot be read");
    }
  }

  /**
   * Returns the provider's keys.
   *
   * @param kid the id of the wanted key; an unknown one is fetched once
   */
  Uni<JWKSet> keys(Connection connection, OIDCProviderMetadata provider, @Nullable String kid) {
    Key key = Key.of(connection);
    JWKSet known = keys.getIfPresent(key);
    UnknownKid wanted = new UnknownKid(key, kid == null ? "" : kid);
    boolean found = known != null && (kid == null || known.getKeyByKeyId(kid) != null);
    if (known != null && (found || unknown.getIfPresent(wanted) != null || isTired(key))) {
      return Uni.createFrom().item(known);
    }
    return fetched(connection, provider, wanted);
  }

  /**
   * Fetches the provider's keys once more, because a signature is not valid. Some providers replace
   * a key under the same id, or give keys no id.
   */
  Uni<JWKSet> keysAgain(Connection connection, OIDCProviderMetadata provider, JWKSet tried) {
    Key key = Key.of(connection);
    JWKSet known = keys.getIfPresent(key);
    if (known != null && (!known.equals(tried) || isTired(key))) {
      return Uni.createFrom().item(known);
    }
    return fetched(connection, provider, new UnknownKid(key, ""));
  }

  private Uni<JWKSet> fetched(
      Connection connection, OIDCProviderMetadata provider, UnknownKid wanted) {
    Key key = wanted.key();
    String kid = wanted.kid();
    // A request under way may answer with keys from before this one was published.
    boolean joined = keysOnTheirWay.containsKey(key);
    return once(
            keysOnTheirWay,
            key,
            () ->
                http.get(connection, Objects.requireNonNull(provider.getJWKSetURI()))
                    // Parsing half a megabyte of keys would block an event loop for too long.
                    .emitOn(Infrastructure.getDefaultWorkerPool())
                    .map(ProviderKeys::parse)
                    .invoke(fetched -> keys.put(key, fetched)))
        .invoke(
            fetched -> {
              if (!joined && !kid.isEmpty() && fetched.getKeyByKeyId(kid) == null) {
                unknown.put(wanted, true);
              }
            });
  }

  /**
   * Tells whether unknown keys were asked for too often. The limit is a few requests a minute,
   * because anyone can name keys that do not exist. A caller that joins a request under way does
   * not count.
   */
  private boolean isTired(Key key) {
    return !keysOnTheirWay.containsKey(key)
        && looks.get(key, first -> new AtomicInteger()).incrementAndGet() > MOST_LOOKS;
  }

  // INVARIANT: the organization is part of every key.
  private record Key(String organization, String connection, long version) {
    static Key of(Connection connection) {
      return new Key(connection.organization(), connection.id(), connection.version());
    }
  }

  private record UnknownKid(Key key, String kid) {}
}
