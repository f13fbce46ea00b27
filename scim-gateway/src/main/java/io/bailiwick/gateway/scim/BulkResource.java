package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.Bulk;
import io.bailiwick.gateway.GatewaySettings;
import io.bailiwick.gateway.scim.bulk.BulkOperation.Method;
import io.bailiwick.gateway.scim.bulk.BulkRequest;
import io.bailiwick.gateway.scim.schema.ScimError;
import io.bailiwick.json.StrictJson;
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
  private static final String RESPONSE = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

  private final ScimCaller caller;
  private final Bulk bulk;
  private final Representation representation;
  private final ScimMedia media;
  private final RateLimits limits;
  private final Exchange exchange;
  private final GatewaySettings settings;

  BulkResource(
      ScimCaller caller,
      Bulk bulk,
      Representation representation,
      ScimMedia media,
      RateLimits limits,
      Exchange exchange,
      GatewaySettings settings) {
    this.caller = caller;
    this.bulk = bulk;
    this.representation = representation;
    this.media = media;
    this.limits = limits;
    this.exchange = exchange;
    this.settings = settings;
  }

  @POST
  public Uni<Response> run(byte @Nullable [] body) {
    BulkRequest request = BulkRequest.read(media.bulk(body), settings.maxBulkOperations());
    if (!exchange.isOverRate()) {
      limits.charge(caller.organization(), request.operations().size());
    }
    Bulk.Client client = new Bulk.Client(caller.types(), caller.profile(), ScimMedia::ifMatch);
    return bulk.run(caller.organization(), request, digest(body), client).map(this::respond);
  }

  private static String digest(byte @Nullable [] body) {
    try {
      byte[] given = body == null ? new byte[0] : body;
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(given));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }

  private Response respond(List<Bulk.Result> results) {
    ObjectNode response = JsonNodeFactory.instance.objectNode();
    response.putArray("schemas").add(RESPONSE);
    ArrayNode operations = response.putArray("Operations");
    results.forEach(result -> operations.add(operation(result)));
    return Response.ok(StrictJson.write(response)).build();
  }

  private ObjectNode operation(Bulk.Result result) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("method", result.operation().method().name());
    result.operation().bulkId().ifPresent(bulkId -> json.put("bulkId", bulkId));
    result
        .done()
        .map(done -> done.resource())
        .or(() -> result.operation().id().filter(id -> !id.startsWith("bulkId:")))
        .ifPresent(
            id ->
                json.put(
                    "location",
                    representation.location(caller.organization(), result.operation().type(), id)));
    if (result.refused().isPresent()) {
      ScimError error = ScimErrors.error(result.refused().get());
      json.put("status", Integer.toString(error.status()));
      json.set("response", ScimErrors.json(error));
    } else {
      json.put("status", status(result.operation().method()));
      result
          .done()
          .filter(done -> result.operation().method() != Method.DELETE)
          .ifPresent(done -> json.put("version", Representation.tag(done.version())));
    }
    return json;
  }

  private static String status(Method method) {
    return switch (method) {
      case POST -> "201";
      case PUT, PATCH -> "200";
      case DELETE -> "204";
    };
  }
}
