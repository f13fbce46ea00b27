package io.bailiwick.gateway.keys;

import java.time.Instant;

/** A key as it is kept; the private part sealed. */
public record SealedKey(String kid, byte[] sealed, Instant createdAt, Instant activeFrom) {}
