package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.RequestScoped;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of the SCIM request that runs, for those who look at it from outside. */
@RequestScoped
class Exchange {
  private Instant at = Instant.now();
  private long began = System.nanoTime();
  private @Nullable ObjectNode body;
  private boolean mayDeactivate;
  private boolean overRate;
  private boolean urgent;
  private boolean logged;

  /** It has come; else it has when it is first asked for. */
  void begin() {
    at = Instant.now();
    began = System.nanoTime();
  }

  Instant at() {
    return at;
  }

  long micros() {
    return (System.nanoTime() - began) / 1_000;
  }

  Optional<ObjectNode> body() {
    return Optional.ofNullable(body);
  }

  /** Its body, once that has been read. */
  void body(ObjectNode read) {
    body = read;
  }

  /** Whether its body tells if it takes access away. */
  boolean mayDeactivate() {
    return mayDeactivate;
  }

  void mayDeactivate(boolean may) {
    mayDeactivate = may;
  }

  /** Whether its body takes access away. */
  boolean isUrgent() {
    return urgent;
  }

  void urgent() {
    urgent = true;
  }

  /** Whether it is more than the organization may send, unless it takes access away. */
  boolean isOverRate() {
    return overRate;
  }

  void overRate() {
    overRate = true;
  }

  /** Whether it has not been logged yet; it has from now on. */
  boolean isFirstLogged() {
    boolean first = !logged;
    logged = true;
    return first;
  }
}
