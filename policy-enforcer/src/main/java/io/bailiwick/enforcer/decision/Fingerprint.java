package io.bailiwick.enforcer.decision;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;

/** A short hash of the content of a form, whatever the order of its keys. */
final class Fingerprint {
  private static final int BYTES = 6;

  private Fingerprint() {}

  static String of(Map<String, ?> form) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(sorted(form).getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String sorted(Object value) {
    return value instanceof Map<?, ?> map
        ? map.entrySet().stream()
            .map(entry -> entry.getKey() + ": " + sorted(entry.getValue()))
            .sorted()
            .collect(Collectors.joining("\n", "{", "}"))
        : String.valueOf(value);
  }
}
