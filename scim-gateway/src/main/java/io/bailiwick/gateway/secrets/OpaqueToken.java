package io.bailiwick.gateway.secrets;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A secret that a client receives and shows again, such as a session's cookie or a code. It names
 * the organization and the thing, so that both are found by their keys. Its 256 random bits prove
 * it, and only their digest is stored.
 */
public record OpaqueToken(String organization, String id, String secret) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RANDOM_BYTES = 32;
  private static final int LONGEST = 512;
  private static final Pattern FORM = Pattern.compile("[a-z0-9-]+\\.[a-z0-9_]+\\.[A-Za-z0-9_-]+");

  /** Creates a token with a new secret for a thing of an organization. */
  public static OpaqueToken make(String organization, String id) {
    return new OpaqueToken(organization, id, random());
  }

  /** Returns 256 random bits, base64url. */
  public static String random() {
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** Returns the token in a text; empty if the text does not have the form of one. */
  public static Optional<OpaqueToken> parse(String text) {
    if (text.length() > LONGEST || !FORM.matcher(text).matches()) {
      return Optional.empty();
    }
    List<String> parts = List.of(text.split("\\.", -1));
    return Optional.of(new OpaqueToken(parts.get(0), parts.get(1), parts.get(2)));
  }

  /** Returns the text that carries the token. */
  public String text() {
    return organization + "." + id + "." + secret;
  }

  /** Returns the digest that is stored of the token. */
  public byte[] digest() {
    return digest(secret);
  }

  /** Returns the SHA-256 of a secret, which is enough for 256 random bits. */
  public static byte[] digest(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns whether a stored digest is the one of this token; takes the same time for any digest.
   */
  public boolean matches(byte[] kept) {
    return MessageDigest.isEqual(kept, digest());
  }
}
