package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.RequestScoped;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of the SCIM request that runs, for those who look at it from outside. */
@RequestScoped
class Exchange {
  private final Instant at = Instant.now();
  private final long began = System.nanoTime();
  private @Nullable String organization;
  private @Nullable String token;
  private @Nullable ObjectNode body;
  private boolean overRate;

  Instant at() {
    return at;
  }

  long micros() {
    return (System.nanoTime() - began) / 1_000;
  }

  Optional<ObjectNode> body() {
    return Optional.ofNullable(body);
  }

  /** The organization whose token it came with; empty where it came with none that counts. */
  Optional<String> organization() {
    return Optional.ofNullable(organization);
  }

  /** The key id of that token. */
  Optional<String> token() {
    return Optional.ofNullable(token);
  }

  /** It came with a token that counts. */
  void from(String owner, String keyId) {
    organization = owner;
    token = keyId;
  }

  /** Its body, once that has been read. */
  void body(ObjectNode read) {
    body = read;
  }

  /** Whether it is more than the organization may send, unless it takes access away. */
  boolean isOverRate() {
    return overRate;
  }

  void overRate() {
    overRate = true;
  }
}
