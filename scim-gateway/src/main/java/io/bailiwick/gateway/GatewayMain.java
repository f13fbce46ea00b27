package io.bailiwick.gateway;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the service. */
@QuarkusMain
public final class GatewayMain {
  /**
   * Quarkus answers 400 without a body or a line in a log to a request target that {@link
   * java.net.URI} does not take, before any filter: {@link RequestTarget} makes it one that it
   * takes.
   */
  private static final String NO_VALIDATION = "vertx.disableURIValidation";

  private GatewayMain() {}

  public static void main(String... args) {
    System.setProperty(NO_VALIDATION, "true");
    Quarkus.run(args);
  }
}
