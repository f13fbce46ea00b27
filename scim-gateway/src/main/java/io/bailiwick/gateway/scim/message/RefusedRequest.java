package io.bailiwick.gateway.scim.message;

/** Ends a request with an error message that has a status of its own, such as 413 or 429. */
public final class RefusedRequest extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient ErrorMessage error;

  /** Creates a refusal without a keyword. */
  public RefusedRequest(int status, String detail) {
    super(detail, null, false, false);
    this.error = ErrorMessage.of(status, detail);
  }

  /** Returns the message of the answer. */
  public ErrorMessage error() {
    return error;
  }
}
