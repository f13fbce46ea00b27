package io.bailiwick.gateway.administration;

/** The platform's operator: whoever shows a token of the platform's issuer with this scope. */
final class Operator {
  static final String SCOPE = "bailiwick.operate";

  private Operator() {}
}
