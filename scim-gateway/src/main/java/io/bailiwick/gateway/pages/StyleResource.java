package io.bailiwick.gateway.pages;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The style sheet of all pages. */
@Path("/assets/bailiwick.css")
@PermitAll
public class StyleResource {
  private static final byte[] STYLE = read();

  @GET
  public Response style() {
    return Response.ok(STYLE)
        .type("text/css;charset=UTF-8")
        .header("Cache-Control", "public, max-age=3600")
        .header("X-Content-Type-Options", "nosniff")
        .build();
  }

  private static byte[] read() {
    try (InputStream in = StyleResource.class.getResourceAsStream("/pages/bailiwick.css")) {
      return Objects.requireNonNull(in).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
