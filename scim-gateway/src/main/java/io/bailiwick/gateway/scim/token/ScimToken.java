package io.bailiwick.gateway.scim.token;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A SCIM bearer token: {@code bwk_scim_<key id, 8>_<secret, 43>_<checksum, 6>}, all base 62.
 *
 * <p>The key id finds the row. The secret is 256 random bits, of which only an HMAC is stored. The
 * checksum reveals a typing error (or a scanner's find) without a look into the database.
 */
public record ScimToken(String keyId, String secret) {
  /** The beginning of every SCIM token. */
  public static final String PREFIX = "bwk_scim_";

  /** The number of random bytes in a token. */
  public static final int RANDOM_BYTES = 38;

  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final Pattern FORM =
      Pattern.compile("bwk_scim_([0-9A-Za-z]{8})_([0-9A-Za-z]{43})_([0-9A-Za-z]{6})");
  private static final int LENGTH = PREFIX.length() + 8 + 1 + 43 + 1 + 6;

  /** Returns the token of {@link #RANDOM_BYTES} random bytes. */
  public static ScimToken of(byte[] random) {
    BigInteger number = new BigInteger(1, random);
    BigInteger secretSpace = BigInteger.ONE.shiftLeft(256);
    String secret = base62(number.mod(secretSpace), 43);
    String keyId = base62(number.divide(secretSpace), 8);
    return new ScimToken(keyId, secret);
  }

  /** Returns the token of a text; empty if its form or its checksum is wrong. */
  public static Optional<ScimToken> parse(String text) {
    if (text.length() != LENGTH) {
      return Optional.empty();
    }
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    ScimToken token = new ScimToken(parts.group(1), parts.group(2));
    return token.text().equals(text) ? Optional.of(token) : Optional.empty();
  }

  /** Returns the token's text, which the identity provider gets only once. */
  public String text() {
    String body = PREFIX + keyId + "_" + secret;
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.US_ASCII));
    return body + "_" + base62(BigInteger.valueOf(crc.getValue()), 6);
  }

  /** Returns the stored digest of the secret: HMAC-SHA-256 under the pepper. */
  public byte[] digest(String pepper) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(pepper.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return mac.doFinal(secret.getBytes(StandardCharsets.US_ASCII));
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("HMAC-SHA-256 is part of every JDK", e);
    }
  }

  /** Returns the key id only, so that the secret reaches no log. */
  @Override
  public String toString() {
    return PREFIX + keyId + "_...";
  }

  private static String base62(BigInteger number, int length) {
    char[] digits = new char[length];
    BigInteger base = BigInteger.valueOf(62);
    BigInteger rest = number;
    for (int i = length - 1; i >= 0; i--) {
      BigInteger[] division = rest.divideAndRemainder(base);
      digits[i] = DIGITS.charAt(division[1].intValue());
      rest = division[0];
    }
    return new String(digits);
  }
}
