package io.bailiwick.gateway.keys;

import java.time.Instant;

/** A signing key as it is stored, with an encrypted private part. */
record SealedKey(String kid, byte[] sealed, Instant createdAt, Instant activeFrom) {}
