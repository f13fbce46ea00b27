package io.bailiwick.service;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/**
 * Problem details (RFC 9457).
 *
 * @param member the dotted name of the member of the request that is at fault
 */
public record Problem(String title, int status, String detail, Optional<String> member) {
  public static final String MEDIA_TYPE = "application/problem+json";

  /** Returns a problem with the standard phrase of its status. */
  public static Problem of(int status, String detail) {
    Response.Status known = Response.Status.fromStatusCode(status);
    return new Problem(
        known == null ? "Error" : known.getReasonPhrase(), status, detail, Optional.empty());
  }

  /** Returns a problem that one member of the request causes. */
  public static Problem of(int status, String member, String detail) {
    return new Problem(of(status, detail).title(), status, detail, Optional.of(member));
  }

  /** The form of errors for paths without a protocol of their own. */
  @DefaultBean
  @ApplicationScoped
  static class Form implements ErrorForm {
    @Override
    public Body body(String path, int status, String detail) {
      return new Body(MEDIA_TYPE, of(status, detail));
    }
  }
}
