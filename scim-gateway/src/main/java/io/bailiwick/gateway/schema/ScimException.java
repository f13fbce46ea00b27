package io.bailiwick.gateway.schema;

/** A refusal from within a parser or a rule; the protocol's edge answers with its error. */
public final class ScimException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient ScimError error;

  public ScimException(ScimError error) {
    super(error.detail(), null, false, false);
    this.error = error;
  }

  public ScimException(ScimError.ScimType type, String detail) {
    this(new ScimError(type, detail));
  }

  public ScimError error() {
    return error;
  }
}
