package io.bailiwick.gateway.revocations;

import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.bailiwick.service.StrictQuery;
import io.smallrye.mutiny.Multi;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseHeader;
import org.jspecify.annotations.Nullable;

/**
 * The feed of revocations as server-sent events, for enforcers. It has the events of all
 * organizations, as the topics do, and so its scope is for enforcers only.
 */
@Path("/revocations")
@Tag(name = "Enforcers")
@RolesAllowed("bailiwick.revocations")
@StrictQuery
public class RevocationsResource {
  private static final long RECONNECT_MILLIS = 200;

  private final RevocationFeed feed;
  private final Vertx vertx;

  RevocationsResource(RevocationFeed feed, Vertx vertx) {
    this.feed = feed;
    this.vertx = vertx;
  }

  /** Streams what waits to be published, or came after the position, and all that follows. */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @ResponseHeader(name = HttpHeaders.CACHE_CONTROL, value = "no-store")
  @ResponseHeader(name = "X-Accel-Buffering", value = "no")
  @Operation(summary = "Follow the changes that take access away, while Kafka is down too")
  public Multi<OutboundSseEvent> follow(
      @Context Sse sse,
      @Context HttpServerRequest request,
      @HeaderParam("Last-Event-ID") @Nullable String last) {
    if (feed.isStopping()) {
      throw new Refusal(Problem.of(503, "This replica stops. Follow another one."));
    }
    var context = vertx.getOrCreateContext();
    Follower follower =
        feed.follow(
                Position.ofLastEvent(Optional.ofNullable(last)),
                task -> context.runOnContext(none -> task.run()),
                () -> context.runOnContext(none -> request.connection().close()))
            .orElseThrow(
                () ->
                    new Refusal(
                        Problem.of(429, "There are too many followers of the revocations.")));
    return Multi.createBy()
        .repeating()
        .uni(follower::next)
        .indefinitely()
        .map(message -> event(sse, message))
        .onTermination()
        .invoke(() -> feed.leave(follower));
  }

  private static OutboundSseEvent event(Sse sse, Message message) {
    OutboundSseEvent.Builder event = sse.newEventBuilder().reconnectDelay(RECONNECT_MILLIS);
    message.id().ifPresent(event::id);
    message
        .event()
        .ifPresentOrElse(data -> event.name("revocation").data(data), () -> event.comment("alive"));
    return event.build();
  }
}
