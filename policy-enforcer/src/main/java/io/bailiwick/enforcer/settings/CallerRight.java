package io.bailiwick.enforcer.settings;

/** What a caller may do. Each right is a scope in the tokens of the platform's own issuer. */
public enum CallerRight {
  CHECK("bailiwick.check"),
  EXPLAIN("bailiwick.check.explain"),
  SEARCH("bailiwick.check.search");

  private final String scope;

  CallerRight(String scope) {
    this.scope = scope;
  }

  /** Returns the scope that means the same. */
  public String scope() {
    return scope;
  }
}
