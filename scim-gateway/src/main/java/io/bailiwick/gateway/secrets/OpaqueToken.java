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
 * A secret that is handed over and comes back, such as a session's cookie or a code: it names the
 * organization and the thing, so that they are found by their keys, and 256 random bits prove it.
 * What is kept is the digest.
 */
public record OpaqueToken(String organization, String id, String secret) {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RANDOM_BYTES = 32;
  private static final int LONGEST = 512;
  private static final Pattern FORM = Pattern.compile("[a-z0-9-]+\\.[a-z0-9_]+\\.[A-Za-z0-9_-]+");

  /** A new one for a thing of an organization. */
  public static OpaqueToken make(String organization, String id) {
    return new OpaqueToken(organization, id, random());
  }

  /** 256 random bits, base64url. */
  public static String random() {
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  /** What came back; empty when it has not the form. */
  public static Optional<OpaqueToken> parse(String text) {
    if (text.length() > LONGEST || !FORM.matcher(text).matches()) {
      return Optional.empty();
    }
    List<String> parts = List.of(text.split("\\.", -1));
    return Optional.of(new OpaqueToken(parts.get(0), parts.get(1), parts.get(2)));
  }

  /** The form in which it is carried. */
  public String text() {
    return organization + "." + id + "." + secret;
  }

  /** What is kept of it. */
  public byte[] digest() {
    return digest(secret);
  }

  /** SHA-256: enough for what is 256 random bits. */
  public static byte[] digest(String secret) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Whether this is the one that a digest was kept of. */
  public boolean matches(byte[] kept) {
    return MessageDigest.isEqual(kept, digest());
  }
}
