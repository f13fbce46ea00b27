package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.GroupDirectory;
import io.bailiwick.gateway.schema.Leniency;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.patch.Strictness;
import io.bailiwick.gateway.scim.bulk.Bulk;
import io.bailiwick.gateway.scim.bulk.BulkOperation;
import io.bailiwick.gateway.scim.bulk.BulkOperation.Method;
import io.bailiwick.gateway.scim.bulk.BulkRequest;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.json.StrictJson;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The endpoint {@code /Bulk}, RFC 7644 section 3.7. */
@Path("/scim/v2/{organization}/Bulk")
@ScimEndpoint
@RolesAllowed(ScimCaller.ROLE)
@Consumes({ScimMedia.TYPE, ScimMedia.JSON})
@Produces({ScimMedia.TYPE, ScimMedia.JSON})
@Cancellable(false)
public class BulkResource {
  private static final String REQUEST = "urn:ietf:params:scim:api:messages:2.0:BulkRequest";
  private static final String RESPONSE = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

  private final ScimCaller caller;
  private final Bulk bulk;
  private final GroupDirectory groups;
  private final Representation representation;
  private final ScimMedia media;
  private final RateLimits limits;
  private final Exchange exchange;
  private final GatewaySettings settings;

  BulkResource(
      ScimCaller caller,
      Bulk bulk,
      GroupDirectory groups,
      Representation representation,
      ScimMedia media,
      RateLimits limits,
      Exchange exchange,
      GatewaySettings settings) {
    this.caller = caller;
    this.bulk = bulk;
    this.groups = groups;
    this.representation = representation;
    this.media = media;
    this.limits = limits;
    this.exchange = exchange;
    this.settings = settings;
  }

  @POST
  public Uni<Response> run(byte @Nullable [] body) {
    Bulk.Client client = new Bulk.Client(caller.types(), caller.leniency(), ScimMedia::ifMatch);
    return media
        .read(body, () -> new Sent(request(body), digest(body)))
        .chain(sent -> bulk.run(caller.organization(), sent.request(), sent.digest(), client))
        .chain(
            results ->
                Multi.createFrom()
                    .iterable(results)
                    .onItem()
                    .transformToUniAndConcatenate(
                        result -> status(result).map(status -> operation(result, status)))
                    .collect()
                    .asList())
        .map(BulkResource::respond);
  }

  private BulkRequest request(byte @Nullable [] body) {
    ObjectNode read = media.bulk(body);
    if (caller.leniency() == Leniency.STRICT) {
      Strictness.schemas(read, REQUEST);
    }
    BulkRequest request = BulkRequest.read(read, settings.maxBulkOperations());
    if (!exchange.isOverRate()) {
      limits.charge(caller.organization(), request.operations().size());
    }
    return request;
  }

  private static String digest(byte @Nullable [] body) {
    try {
      byte[] given = body == null ? new byte[0] : body;
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(given));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }

  private static Response respond(List<ObjectNode> operations) {
    ObjectNode response = JsonNodeFactory.instance.objectNode();
    response.putArray("schemas").add(RESPONSE);
    response.putArray("Operations").addAll(operations);
    return Response.ok(StrictJson.write(response)).build();
  }

  private ObjectNode operation(Bulk.Result result, int status) {
    BulkOperation operation = result.operation();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("method", operation.method().name());
    operation.bulkId().ifPresent(bulkId -> json.put("bulkId", bulkId));
    result
        .resource()
        .ifPresent(
            id ->
                json.put(
                    "location",
                    representation.location(caller.organization(), operation.type(), id)));
    json.put("status", Integer.toString(status));
    result.refused().ifPresent(why -> json.set("response", why.json()));
    result
        .done()
        .filter(done -> operation.method() != Method.DELETE)
        .ifPresent(done -> json.put("version", Representation.tag(done.version())));
    return json;
  }

  /**
   * Returns the status with which the operation alone would have been answered (RFC 7644 3.7.3).
   */
  private Uni<Integer> status(Bulk.Result result) {
    if (result.refused().isPresent()) {
      return Uni.createFrom().item(result.refused().get().status());
    }
    return switch (result.operation().method()) {
      case POST -> Uni.createFrom().item(201);
      case PUT -> Uni.createFrom().item(200);
      case DELETE -> Uni.createFrom().item(204);
      case PATCH ->
          result.operation().type().equals(ResourceType.USER)
              ? Uni.createFrom().item(200)
              : groups
                  .isPatchedSilently(
                      caller.organization(), result.resource().orElseThrow(), caller.leniency())
                  .map(silently -> silently ? 204 : 200);
    };
  }

  private record Sent(BulkRequest request, String digest) {}
}
