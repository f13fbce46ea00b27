package io.bailiwick.gateway.secrets;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
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
 * <p>Form: version (1 byte), nonce (12), cipher text with tag.
 */
@ApplicationScoped
public class Sealer {
  private static final byte VERSION = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int SHORTEST_KEY = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final GatewaySettings settings;
  private final Map<Purpose, SecretKey> keys = new ConcurrentHashMap<>();

  Sealer(GatewaySettings settings) {
    this.settings = settings;
  }

  void onStart(@Observes StartupEvent event) {
    if (settings.encryptionKey().length() < SHORTEST_KEY) {
      throw new ConfigurationException(
          "bailiwick.gateway.encryption-key must be " + SHORTEST_KEY + " characters or more.");
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
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, purpose, place, nonce).doFinal(plain);
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
    if (sealed.length <= 1 + NONCE_BYTES || sealed[0] != VERSION) {
      return Optional.empty();
    }
    byte[] nonce = new byte[NONCE_BYTES];
    System.arraycopy(sealed, 1, nonce, 0, NONCE_BYTES);
    try {
      int start = 1 + NONCE_BYTES;
      return Optional.of(
          cipher(Cipher.DECRYPT_MODE, purpose, place, nonce)
              .doFinal(sealed, start, sealed.length - start));
    } catch (GeneralSecurityException notOurs) {
      return Optional.empty();
    }
  }

  private Cipher cipher(int mode, Purpose purpose, String place, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key(purpose), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private SecretKey key(Purpose purpose) {
    return keys.computeIfAbsent(purpose, this::derive);
  }

  private SecretKey derive(Purpose purpose) {
    byte[] master = settings.encryptionKey().getBytes(StandardCharsets.UTF_8);
    byte[] info = ("bailiwick/" + purpose.name()).getBytes(StandardCharsets.UTF_8);
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveKey("AES", HKDFParameterSpec.ofExtract().addIKM(master).thenExpand(info, 32));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot derive a key", e);
    }
  }

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
