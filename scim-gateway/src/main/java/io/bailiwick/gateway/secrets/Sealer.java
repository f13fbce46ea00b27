package io.bailiwick.gateway.secrets;

import io.bailiwick.gateway.settings.GatewaySettings;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * Encrypts secrets so that others can neither read nor change them. It uses AES-256-GCM under a key
 * per purpose, derived (HKDF-SHA-256) from {@code bailiwick.gateway.encryption-key}, and binds each
 * secret to its place.
 *
 * <p>Former keys decrypt the secrets that they encrypted, so that replicas can change to another
 * key one by one. The tag tells which key was used.
 *
 * <p>Form: version (1 byte), nonce (12), cipher text with tag.
 */
@ApplicationScoped
public class Sealer {
  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int SHORTEST_KEY = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final String current;
  private final List<String> former;
  private final Map<Derived, SecretKey> keys = new ConcurrentHashMap<>();

  public Sealer(GatewaySettings settings) {
    this.current = settings.encryptionKey();
    this.former = settings.formerEncryptionKeys().orElse(List.of());
  }

  void onStart(@Observes StartupEvent event) {
    requireLength("bailiwick.gateway.encryption-key", current);
    former.forEach(key -> requireLength("bailiwick.gateway.former-encryption-keys", key));
  }

  private static void requireLength(String setting, String key) {
    if (key.length() < SHORTEST_KEY) {
      throw new ConfigurationException(
          setting + " must be " + SHORTEST_KEY + " characters or more.");
    }
  }

  /**
   * Encrypts a secret.
   *
   * @param place the place of the secret; it can be decrypted there only
   */
  public byte[] seal(Purpose purpose, String place, byte[] plain) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, key(current, purpose), place, nonce).doFinal(plain);
      return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
          .put(VERSION)
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot seal", e);
    }
  }

  /**
   * Decrypts a secret of a place; empty if it was encrypted for another place or by another key, or
   * was changed.
   */
  public Optional<byte[]> open(Purpose purpose, String place, byte[] sealed) {
    return open(current, purpose, place, sealed)
        .or(
            () ->
                former.stream()
                    .flatMap(key -> open(key, purpose, place, sealed).stream())
                    .findFirst());
  }

  /** Tells whether former keys are configured, by which stored secrets may be encrypted. */
  public boolean hasFormerKeys() {
    return !former.isEmpty();
  }

  /** Returns the state of a place's secret, encrypted again if a former key had encrypted it. */
  public Renewal renewal(Purpose purpose, String place, byte[] sealed) {
    return open(current, purpose, place, sealed).isPresent()
        ? new Renewal.Current()
        : open(purpose, place, sealed)
            .<Renewal>map(plain -> new Renewal.Renewed(seal(purpose, place, plain)))
            .orElseGet(Renewal.Unreadable::new);
  }

  private Optional<byte[]> open(String master, Purpose purpose, String place, byte[] sealed) {
    if (sealed.length <= 1 + NONCE_BYTES || sealed[0] != VERSION) {
      return Optional.empty();
    }
    byte[] nonce = new byte[NONCE_BYTES];
    System.arraycopy(sealed, 1, nonce, 0, NONCE_BYTES);
    try {
      int start = 1 + NONCE_BYTES;
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, key(master, purpose), place, nonce)
              .doFinal(sealed, start, sealed.length - start));
    } catch (GeneralSecurityException notOurs) {
      return Optional.empty();
    }
  }

  private static Cipher cipher(int mode, SecretKey key, String place, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private SecretKey key(String master, Purpose purpose) {
    return keys.computeIfAbsent(new Derived(master, purpose), Sealer::derive);
  }

  private static SecretKey derive(Derived wanted) {
    byte[] master = wanted.master.getBytes(StandardCharsets.UTF_8);
    byte[] info = ("bailiwick/" + wanted.purpose.name()).getBytes(StandardCharsets.UTF_8);
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey("AES", HKDFParameterSpec.ofExtract().addIKM(master).thenExpand(info, 32));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot derive a key", e);
    }
  }

  /** The source of a purpose's key. */
  private record Derived(String master, Purpose purpose) {}

  /** The purposes of encryption; each has its own key. */
  public enum Purpose {
    CONNECTION_SECRET,
    SIGNING_KEY,
    SIGN_IN_ATTEMPT,
    TEST_TICKET,
    REFRESH_TOKEN,
    CURSOR
  }
}
