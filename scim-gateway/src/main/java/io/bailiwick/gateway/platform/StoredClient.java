package io.bailiwick.gateway.platform;

import java.util.Optional;

/** A client and the digest of its secret. */
record StoredClient(PlatformClient client, Optional<byte[]> secretDigest) {}
