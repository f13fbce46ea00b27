package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.RequestScoped;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The facts of the running SCIM request, for code outside of its endpoint. */
@RequestScoped
class Exchange {
  private Instant at = Instant.now();
  private long began = System.nanoTime();
  private @Nullable ObjectNode body;
  private boolean mayDeactivate;
  private boolean overRate;
  private boolean urgent;
  private boolean logged;

  /** Notes the arrival of the request; without this call it arrives when this is first used. */
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

  /** Stores the body after it has been read. */
  void body(ObjectNode read) {
    body = read;
  }

  /** Tells whether only its body shows if it takes access away. */
  boolean mayDeactivate() {
    return mayDeactivate;
  }

  void mayDeactivate(boolean may) {
    mayDeactivate = may;
  }

  /** Tells whether its body takes access away. */
  boolean isUrgent() {
    return urgent;
  }

  void urgent() {
    urgent = true;
  }

  /**
   * Tells whether it exceeds the organization's rate, which does not apply if it takes access away.
   */
  boolean isOverRate() {
    return overRate;
  }

  void overRate() {
    overRate = true;
  }

  /** Tells whether it has not been logged yet, and marks it as logged. */
  boolean isFirstLogged() {
    boolean first = !logged;
    logged = true;
    return first;
  }
}
