package io.bailiwick.gateway.pages;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Serves the first page, and the AsyncAPI document that the page links to. */
@Path("/")
@Tag(name = "Descriptions")
@PermitAll
public class HomeResource {
  private final boolean viewer;

  HomeResource(@ConfigProperty(name = "quarkus.swagger-ui.enabled") boolean viewer) {
    this.viewer = viewer;
  }

  @GET
  @Produces(MediaType.TEXT_HTML)
  @Operation(summary = "Show what this service offers and where it is described")
  public Response home() {
    return Pages.answer(200, Pages.home(viewer));
  }

  @GET
  @Path("asyncapi")
  @Produces("application/yaml")
  @Operation(summary = "Describe the events of all services (AsyncAPI)")
  public byte[] events() {
    try (InputStream in = HomeResource.class.getResourceAsStream("/asyncapi.yaml")) {
      return Objects.requireNonNull(in).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
