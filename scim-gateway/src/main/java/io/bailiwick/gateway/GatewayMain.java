package io.bailiwick.gateway;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the service. */
@QuarkusMain
public final class GatewayMain {
  /**
   * Turns off Vert.x' validation of request targets. With it, Quarkus answers 400 to a target that
   * {@link java.net.URI} rejects, without a body, a log line or any filter. {@link RequestTarget}
   * turns such a target into a valid one.
   */
  private static final String NO_VALIDATION = "vertx.disableURIValidation";

  private GatewayMain() {}

  public static void main(String... args) {
    System.setProperty(NO_VALIDATION, "true");
    Quarkus.run(args);
  }
}
