package io.bailiwick.gateway.administration;

/** The platform's operator: a caller whose token of the platform's issuer has this scope. */
final class Operator {
  static final String SCOPE = "bailiwick.operate";

  private Operator() {}
}
