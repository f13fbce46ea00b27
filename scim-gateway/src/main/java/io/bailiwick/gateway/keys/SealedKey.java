package io.bailiwick.gateway.keys;

import java.time.Instant;

/**
 * A signing key as it is stored.
 *
 * @param kid the key's id, {@code kid} in tokens
 * @param sealed the private JWK (RFC 7517), encrypted
 * @param activeFrom the time from which it signs
 */
public record SealedKey(String kid, byte[] sealed, Instant createdAt, Instant activeFrom) {}
