package io.bailiwick.gateway.secrets;

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
 * Seals what must be neither read nor changed by others: AES-256-GCM under a key of its purpose,
 * derived (HKDF-SHA-256) from {@code bailiwick.gateway.encryption-key}, bound to its place.
 *
 * <p>Former keys open what they sealed, so that replicas can change to another key one by one; the
 * tag tells which key it was.
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
   * Seals something.
   *
   * @param place where it belongs: it can be opened there only
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

  /** What was sealed for this place; empty when it was not, or not by us, or was changed. */
  public Optional<byte[]> open(Purpose purpose, String place, byte[] sealed) {
    return open(current, purpose, place, sealed)
        .or(
            () ->
                former.stream()
                    .flatMap(key -> open(key, purpose, place, sealed).stream())
                    .findFirst());
  }

  /** Whether there are former keys, under which something may be sealed. */
  public boolean hasFormerKeys() {
    return !former.isEmpty();
  }

  /** The state of something that was sealed for this place, sealed again if it has to be. */
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

  /** The key of a purpose, by what it is derived from. */
  private record Derived(String master, Purpose purpose) {}

  /** What is sealed; each under a key of its own. */
  public enum Purpose {
    CONNECTION_SECRET,
    SIGNING_KEY,
    SIGN_IN_ATTEMPT,
    TEST_TICKET,
    REFRESH_TOKEN,
    CURSOR
  }
}
