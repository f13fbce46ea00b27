package io.bailiwick.worker.parked;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.event.WireEvent;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import io.bailiwick.service.JsonBodies;
import io.bailiwick.service.PageSize;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.bailiwick.service.StrictQuery;
import io.bailiwick.worker.database.Author;
import io.bailiwick.worker.parked.ParkedRecord.State;
import io.bailiwick.worker.parked.ParkedRecords.RedriveRuns;
import io.bailiwick.worker.parked.ParkedTable.Stored;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.RetriableException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Lists, shows, redrives and discards parked records, for the platform's operator. */
@Path("/parked-records")
@Tag(name = "Parked records")
@RolesAllowed("bailiwick.operate")
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@StrictQuery
public class ParkedRecordsResource {
  private static final String ID = "{id: [0-9]{1,18}}";
  private static final String NDJSON = "application/x-ndjson";

  private final ParkedRecords records;
  private final SecurityIdentity caller;

  ParkedRecordsResource(ParkedRecords records, SecurityIdentity caller) {
    this.records = records;
    this.caller = caller;
  }

  @GET
  @Operation(summary = "List parked records in the order in which they were parked")
  public Uni<Page> list(
      @QueryParam("topic") @Nullable String topic,
      @QueryParam("state") @Nullable String state,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @Nullable String limit) {
    int size = PageSize.of(limit);
    return records
        .page(position(after), topic, state(state), size)
        .map(
            found -> {
              List<ParkedRecord> page = found.stream().map(Stored::record).toList();
              return new Page(
                  page, page.size() < size ? Optional.empty() : Optional.of(page.getLast().id()));
            });
  }

  private static long position(@Nullable String after) {
    if (after == null || after.isEmpty()) {
      return 0;
    }
    if (!after.matches("[0-9]{1,18}")) {
      throw new Refusal(Problem.of(400, "after", "after must be the next of a page."));
    }
    return Long.parseLong(after);
  }

  private static @Nullable State state(@Nullable String name) {
    if (name == null) {
      return null;
    }
    return Arrays.stream(State.values())
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    Problem.of(400, "state", "state must be PARKED, REDRIVEN or DISCARDED.")));
  }

  /** Returns a record with its headers and its value. */
  @GET
  @Path("/" + ID)
  @Operation(summary = "Show a parked record with its headers and its value")
  public Uni<Response> show(@PathParam("id") long id) {
    return records
        .find(id)
        .map(found -> Response.ok(StrictJson.write(shown(required(found)))).build());
  }

  /** Answers 204, or 409 if the record is not parked any more. */
  @POST
  @Path("/" + ID + "/redrive")
  @Operation(summary = "Send a parked record again")
  public Uni<Response> redrive(
      @PathParam("id") long id, @HeaderParam(WireEvent.TRACEPARENT) @Nullable String trace) {
    return records
        .redrive(id, Author.of(caller, trace))
        .onFailure()
        .transform(ParkedRecordsResource::refusal)
        .map(ParkedRecordsResource::resolved);
  }

  /**
   * Accepts {@code {"topic", "reason"}}, each optional. Answers a line for each sent record, and a
   * last one with their number; 409 while another redrive of all runs.
   */
  @POST
  @Path("/redrive")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(NDJSON)
  @RestStreamElementType(MediaType.APPLICATION_JSON)
  @Operation(summary = "Send all parked records again, of a topic and with a reason if given")
  public Multi<Map<String, Object>> redriveAll(
      @HeaderParam(WireEvent.TRACEPARENT) @Nullable String trace, byte @Nullable [] body) {
    Selection selection = JsonBodies.read(body, Selection.class);
    AtomicLong count = new AtomicLong();
    Multi<Map<String, Object>> sent =
        records
            .redriveAll(
                selection.topic().orElse(null),
                selection.reason().orElse(null),
                Author.of(caller, trace))
            .onItem()
            .<Map<String, Object>>transformToIterable(
                batch ->
                    batch.stream()
                        .map(one -> Map.<String, Object>of("id", one.record().id()))
                        .toList())
            .invoke(count::incrementAndGet)
            .onFailure()
            .transform(ParkedRecordsResource::refusal);
    Multi<Map<String, Object>> total =
        Multi.createFrom()
            .item(count::get)
            .map(number -> Map.<String, Object>of("redriven", number));
    return RestMulti.fromMultiData(Multi.createBy().concatenating().streams(sent, total))
        .header(HttpHeaders.CONTENT_TYPE, NDJSON)
        .build();
  }

  /** Answers 204, or 409 if the record is not parked any more. */
  @DELETE
  @Path("/" + ID)
  @Operation(summary = "Discard a parked record")
  public Uni<Response> discard(
      @PathParam("id") long id, @HeaderParam(WireEvent.TRACEPARENT) @Nullable String trace) {
    return records.discard(id, Author.of(caller, trace)).map(ParkedRecordsResource::resolved);
  }

  private static Throwable refusal(Throwable failure) {
    return switch (failure) {
      case RedriveRuns _ ->
          new Refusal(Problem.of(409, "Another redrive of all records has not ended."));
      case RetriableException _ ->
          new Refusal(Problem.of(503, "Kafka does not take the record now. Retry."));
      default -> failure;
    };
  }

  private static Response resolved(Optional<Stored> before) {
    ParkedRecord record = required(before).record();
    if (record.state() != State.PARKED) {
      throw new Refusal(Problem.of(409, "The record is " + record.state() + " already."));
    }
    return Response.noContent().build();
  }

  private static Stored required(Optional<Stored> found) {
    return found.orElseThrow(
        () -> new Refusal(Problem.of(404, "There is no parked record with that id.")));
  }

  private static ObjectNode shown(Stored stored) {
    ObjectNode node = StrictJson.mapper().valueToTree(stored.record());
    WireEvent wire = stored.wire();
    node.set("headers", StrictJson.mapper().valueToTree(wire.headers()));
    Optional<JsonNode> json = json(wire.data());
    if (json.isPresent()) {
      node.set("data", json.get());
    } else {
      node.put("dataBase64", Base64.getEncoder().encodeToString(wire.data()));
    }
    return node;
  }

  private static Optional<JsonNode> json(byte[] data) {
    try {
      return Optional.of(StrictJson.object(data));
    } catch (BadJson e) {
      return Optional.empty();
    }
  }

  /**
   * A page of parked records.
   *
   * @param next the value of {@code after} for the next page; absent at the end
   */
  public record Page(List<ParkedRecord> records, Optional<String> next) {}

  /** Which records to send again; all parked ones if both are absent. */
  record Selection(Optional<String> topic, Optional<String> reason) {
    @SuppressWarnings({"OptionalAssignedToNull", "NullableOptional"})
    Selection {
      topic = topic == null ? Optional.empty() : topic;
      reason = reason == null ? Optional.empty() : reason;
    }
  }
}
