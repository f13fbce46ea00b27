package io.bailiwick.gateway.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.bailiwick.gateway.database.Outbox;
import io.bailiwick.gateway.secrets.Renewal;
import io.bailiwick.gateway.secrets.Sealer;
import io.bailiwick.gateway.secrets.Sealer.Purpose;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.model.AuditEntry;
import io.bailiwick.model.AuditEntry.Target;
import io.bailiwick.outbox.StoredTime;
import io.bailiwick.service.RequestContext;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The keys that sign tokens: RS256, rotated. A key is published before it signs. It stays published
 * for a day after the next key has begun to sign.
 */
@ApplicationScoped
public class SigningKeys {
  private static final int BITS = 2048;
  private static final Duration PUBLISHED_BEFORE = Duration.ofHours(1);
  private static final Duration PUBLISHED_AT_LEAST = Duration.ofMinutes(2);
  private static final Duration PUBLISHED_AFTER = Duration.ofDays(1);
  private static final Duration REMEMBERED = Duration.ofSeconds(1);

  private final SigningKeyTable table;
  private final Sealer sealer;
  private final GatewaySettings settings;
  private final Outbox outbox;
  private volatile @Nullable Ring ring;

  SigningKeys(SigningKeyTable table, Sealer sealer, GatewaySettings settings, Outbox outbox) {
    this.outbox = outbox;
    this.table = table;
    this.sealer = sealer;
    this.settings = settings;
  }

  /** Returns the key that signs now, with its private part. */
  public Uni<RSAKey> active() {
    return ring().map(known -> known.active(Instant.now()));
  }

  /** Returns the public parts of all keys that a verifier may meet. */
  public Uni<JWKSet> published() {
    return ring().map(Ring::published);
  }

  /**
   * Creates a key that signs in two minutes, when all verifiers can have it. Replicas look for keys
   * every second, and their published keys may be cached for a minute. The previous key verifies
   * for a day.
   */
  public Uni<String> rotate() {
    return made(
        "signing-key.rotated", key -> insert(key, StoredTime.now().plus(PUBLISHED_AT_LEAST)));
  }

  /** Revokes all keys because one has leaked. A new key signs, and it alone verifies. */
  public Uni<String> withdraw() {
    return made(
        "signing-key.withdrawn",
        key -> table.lock().chain(table::removeAll).chain(() -> insert(key, StoredTime.now())));
  }

  /** Encrypts the signing keys with the current encryption key. */
  public Uni<Renewal.Count> renew() {
    return Panache.withTransaction(
        () -> table.lock().chain(() -> table.since(Instant.EPOCH)).chain(this::renewEach));
  }

  private Uni<Renewal.Count> renewEach(List<SealedKey> keys) {
    Uni<Renewal.Count> all = Uni.createFrom().item(Renewal.Count.NONE);
    for (SealedKey key : keys) {
      Renewal renewal = sealer.renewal(Purpose.SIGNING_KEY, key.kid(), key.sealed());
      all = all.call(() -> write(key.kid(), renewal)).map(count -> count.and(renewal));
    }
    return all;
  }

  private Uni<Void> write(String kid, Renewal renewal) {
    return renewal instanceof Renewal.Renewed renewed
        ? table.reseal(kid, renewed.sealed())
        : Uni.createFrom().voidItem();
  }

  /** Creates a key and writes it in a transaction. This replica then reads all keys again. */
  private Uni<String> made(String action, Function<RSAKey, Uni<Void>> write) {
    return generated()
        .chain(
            key ->
                Panache.withTransaction(() -> write.apply(key).chain(() -> audit(action, key)))
                    .invoke(() -> ring = null)
                    .replaceWith(key.getKeyID()));
  }

  private Uni<Void> audit(String action, RSAKey key) {
    Target target = new Target("signing-key", key.getKeyID());
    return outbox.audit(AuditEntry.PLATFORM, action, target, List.of());
  }

  private Uni<Ring> ring() {
    Ring known = ring;
    return known != null && known.loadedAt.plus(REMEMBERED).isAfter(Instant.now())
        ? Uni.createFrom().item(known)
        : load().invoke(loaded -> ring = loaded);
  }

  private Uni<Ring> load() {
    return entries()
        .chain(
            known ->
                isDue(known)
                    ? generated().chain(this::addOnce).chain(this::entries)
                    : Uni.createFrom().item(known))
        .map(keys -> new Ring(keys, Instant.now()));
  }

  private Uni<List<Entry>> entries() {
    Instant oldest = StoredTime.now().minus(settings.signingKeyLifetime()).minus(PUBLISHED_AFTER);
    return Panache.withSession(() -> table.since(oldest)).map(this::opened);
  }

  private boolean isDue(List<Entry> newestFirst) {
    Instant next = StoredTime.now().minus(settings.signingKeyLifetime()).plus(PUBLISHED_BEFORE);
    return newestFirst.isEmpty() || newestFirst.getFirst().activeFrom().isBefore(next);
  }

  /** Adds a key that is due. If several replicas find it due, one of them adds it. */
  private Uni<Void> addOnce(RSAKey key) {
    return Panache.withTransaction(
        () ->
            table
                .lock()
                .chain(this::entries)
                .chain(
                    keys ->
                        isDue(keys)
                            ? insert(
                                key,
                                keys.isEmpty()
                                    ? StoredTime.now()
                                    : StoredTime.now().plus(PUBLISHED_BEFORE))
                            : Uni.createFrom().voidItem()));
  }

  private Uni<Void> insert(RSAKey key, Instant activeFrom) {
    byte[] plain = key.toJSONString().getBytes(StandardCharsets.UTF_8);
    byte[] sealed = sealer.seal(Purpose.SIGNING_KEY, key.getKeyID(), plain);
    return table.insert(new SealedKey(key.getKeyID(), sealed, StoredTime.now(), activeFrom));
  }

  /** Generates a key on a worker thread, because it takes a tenth of a second of CPU. */
  private static Uni<RSAKey> generated() {
    return RequestContext.resumeAfter(
        Uni.createFrom()
            .item(SigningKeys::generate)
            .runSubscriptionOn(Infrastructure.getDefaultWorkerPool()));
  }

  private static RSAKey generate() {
    try {
      return new RSAKeyGenerator(BITS)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .keyIDFromThumbprint(true)
          .generate();
    } catch (JOSEException e) {
      throw new IllegalStateException("cannot make a signing key", e);
    }
  }

  /** Returns the keys that can be decrypted; a key under another encryption key cannot. */
  private List<Entry> opened(List<SealedKey> newestFirst) {
    List<Entry> keys = new ArrayList<>();
    for (SealedKey stored : newestFirst) {
      sealer
          .open(Purpose.SIGNING_KEY, stored.kid(), stored.sealed())
          .ifPresent(plain -> keys.add(new Entry(parsed(plain), stored.activeFrom())));
    }
    return keys;
  }

  private static RSAKey parsed(byte[] plain) {
    try {
      return RSAKey.parse(new String(plain, StandardCharsets.UTF_8));
    } catch (ParseException e) {
      throw new IllegalStateException("a signing key cannot be read back", e);
    }
  }

  private record Entry(RSAKey key, Instant activeFrom) {}

  private record Ring(List<Entry> newestFirst, Instant loadedAt) {
    RSAKey active(Instant now) {
      return newestFirst.stream()
          .filter(entry -> !entry.activeFrom.isAfter(now))
          .findFirst()
          .orElse(newestFirst.getLast())
          .key;
    }

    JWKSet published() {
      List<JWK> verifying = new ArrayList<>();
      Optional<Instant> followed = Optional.empty();
      for (Entry entry : newestFirst) {
        // A key verifies for a while after the next one has begun to sign.
        if (followed.filter(at -> at.plus(PUBLISHED_AFTER).isBefore(loadedAt)).isEmpty()) {
          verifying.add(entry.key);
        }
        followed = Optional.of(entry.activeFrom);
      }
      return new JWKSet(verifying).toPublicJWKSet();
    }
  }
}
