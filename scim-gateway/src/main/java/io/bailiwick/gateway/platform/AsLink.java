package io.bailiwick.gateway.platform;

import io.bailiwick.gateway.pages.Redirect;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns a form that another site sent into a link to the same endpoint. Cookies are SameSite=Lax,
 * so the form comes without the session and the link comes with it.
 */
final class AsLink {
  private AsLink() {}

  /** Returns the redirection; empty if the form cannot be a query string. */
  static Optional<Response> of(String path, @Nullable String form) {
    try {
      return Optional.of(
          Redirect.to(URI.create(path + "?" + (form == null ? "" : form)).toString()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
