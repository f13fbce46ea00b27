package io.bailiwick.enforcer.changes;

import io.bailiwick.json.StrictJson;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;

/**
 * The change stream as server-sent events, for services that remember decisions. An event has no
 * {@code id}: nothing can be sent again, so each connection begins with {@code reset}.
 */
@Path("/access/v1/changes")
@Tag(name = "Changes")
@RolesAllowed("bailiwick.check")
public class ChangesResource {
  private static final long RECONNECT_MILLIS = 1000;

  /** CANCEL, the code of a stream that is not needed any more (RFC 9113 section 7). */
  private static final long CANCEL = 8;

  private final Changes changes;
  private final Vertx vertx;

  ChangesResource(Changes changes, Vertx vertx) {
    this.changes = changes;
    this.vertx = vertx;
  }

  /** Streams the changes from now on. */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
  @ResponseHeader(name = "X-Accel-Buffering", value = "no")
  @Operation(summary = "Follow the changes that can make a decision differ from an earlier one")
  public Multi<OutboundSseEvent> changes(@Context Sse sse, @Context HttpServerRequest request) {
    if (!changes.areKnown()) {
      throw refused(503, "The enforcer's data are not fresh. Remember no decision.");
    }
    var context = vertx.getOrCreateContext();
    ChangeStream stream =
        changes
            .open(
                task -> context.runOnContext(none -> task.run()),
                () -> context.runOnContext(none -> end(request)))
            .orElseThrow(() -> refused(429, "There are too many readers of the change stream."));
    return Multi.createBy()
        .repeating()
        .uni(stream::next)
        .indefinitely()
        .map(change -> event(sse, change))
        .onTermination()
        .invoke(() -> changes.close(stream));
  }

  /** Ends the response. Over HTTP/2, the other requests of the connection go on. */
  private static void end(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_2) {
      request.response().reset(CANCEL);
    } else {
      request.connection().close();
    }
  }

  private static WebApplicationException refused(int status, String error) {
    return new WebApplicationException(
        Response.status(status)
            .type(MediaType.APPLICATION_JSON)
            .header(HttpHeaders.RETRY_AFTER, 1)
            .entity(StrictJson.write(Map.of("error", error)))
            .build());
  }

  private static OutboundSseEvent event(Sse sse, Change change) {
    OutboundSseEvent.Builder event = sse.newEventBuilder();
    return switch (change) {
      case Change.Reset _ ->
          event.name("reset").reconnectDelay(RECONNECT_MILLIS).data("{}").build();
      case Change.Alive _ -> event.comment("alive").build();
      case Change.Changed changed -> event.name("change").data(changed.json()).build();
    };
  }
}
