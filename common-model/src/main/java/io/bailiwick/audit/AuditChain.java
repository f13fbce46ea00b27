package io.bailiwick.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bailiwick.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The chain of an organization's entries. Each hash covers the entry and the hash before it, so a
 * change of an old entry shows in all later hashes.
 *
 * <p>Whoever stores and whoever verifies entries computes the hash here. The form of an entry is
 * that of RFC 8785: members in the order of their names, and no white space. It differs from the
 * RFC in numbers with a fraction or an exponent, which stay as Java writes a double.
 */
public final class AuditChain {
  /** The hash before the first entry. */
  public static final String START = "0".repeat(64);

  private static final JsonMapper CANONICAL =
      StrictJson.mapper()
          .rebuild()
          .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
          .build();

  private AuditChain() {}

  /** Returns the one form of an entry, whatever the order of its members is. */
  public static String canonical(JsonNode entry) {
    try {
      return CANONICAL.writeValueAsString(entry);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an entry cannot be written as JSON", e);
    }
  }

  /**
   * Returns the hash of an entry as 64 hexadecimal digits: SHA-256 over the bytes of the previous
   * hash and of the canonical entry.
   */
  public static String hash(String previous, String canonical) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(HexFormat.of().parseHex(previous));
      return HexFormat.of().formatHex(digest.digest(canonical.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
