package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.database.Urgency;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.gateway.scim.message.RefusedRequest;
import io.bailiwick.gateway.secrets.GatewaySettings;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import io.bailiwick.service.EntityTags;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Bodies and version tags of SCIM requests. */
@ApplicationScoped
class ScimMedia {
  static final String TYPE = "application/scim+json";
  static final String JSON = "application/json";

  private static final Pattern TAG = Pattern.compile("(?:W/)?\"([0-9]{1,18})\"");
  private static final long NO_VERSION = -1;

  private final GatewaySettings settings;
  private final ScimCaller caller;
  private final Exchange exchange;
  private final RateLimits limits;
  private final LargeBodies largeBodies = new LargeBodies();

  ScimMedia(GatewaySettings settings, ScimCaller caller, Exchange exchange, RateLimits limits) {
    this.settings = settings;
    this.caller = caller;
    this.exchange = exchange;
    this.limits = limits;
  }

  /**
   * Reads a body where it delays no other request.
   *
   * @param reading parses the body by {@link #object} or {@link #bulk}
   */
  <T> Uni<T> read(byte @Nullable [] body, Supplier<T> reading) {
    return largeBodies
        .read(caller.organization(), body == null ? 0 : body.length, reading)
        .invoke(
            () -> {
              // INVARIANT: marked on the request's own context, which its transactions look at; a
              // large body was read on another one.
              if (exchange.isUrgent()) {
                Urgency.mark();
              }
            });
  }

  /** The JSON object of a body that is one operation. */
  ObjectNode object(byte @Nullable [] body) {
    return object(body, Deactivations::ofChange);
  }

  /** The JSON object of a body that is a bulk request. */
  ObjectNode bulk(byte @Nullable [] body) {
    return object(body, Deactivations::ofBulk);
  }

  /**
   * What takes access away is urgent. Of what comes too often it alone is let in, and its body
   * logged.
   */
  private ObjectNode object(byte @Nullable [] body, ToIntFunction<ObjectNode> counted) {
    if (body != null && body.length > settings.maxBodyBytes()) {
      throw new RefusedRequest(
          413, "The body is larger than " + settings.maxBodyBytes() + " bytes.");
    }
    ObjectNode read = read(body == null ? new byte[0] : body);
    int deactivations = exchange.mayDeactivate() ? counted.applyAsInt(read) : 0;
    if (deactivations > 0) {
      exchange.urgent();
    }
    if (exchange.isOverRate()
        && !limits.admitsDeactivations(caller.organization(), deactivations)) {
      throw RateLimits.tooMuch();
    }
    exchange.body(read);
    return read;
  }

  private ObjectNode read(byte[] body) {
    try {
      return StrictJson.object(body);
    } catch (BadJson e) {
      throw exchange.isOverRate()
          ? RateLimits.tooMuch()
          : new ScimException(ScimType.INVALID_SYNTAX, e.detail());
    }
  }

  /** The media type of answers that a client wants most. */
  static String wanted(List<MediaType> acceptable) {
    return acceptable.stream()
        .flatMap(
            range ->
                Stream.of(TYPE, JSON).filter(type -> range.isCompatible(MediaType.valueOf(type))))
        .findFirst()
        .orElse(TYPE);
  }

  /** A resource as a client gets it, with where it is and its entity tag (RFC 7644 3.1, 3.14). */
  static Response.ResponseBuilder resource(
      Response.Status status, ObjectNode resource, String location, long version) {
    Response.ResponseBuilder response =
        Response.status(status)
            .entity(StrictJson.write(resource))
            .header("Content-Location", location)
            .header("ETag", Representation.tag(version));
    return status == Response.Status.CREATED ? response.header("Location", location) : response;
  }

  /** Whether {@code If-None-Match} says that the client has a version already; weakly compared. */
  static boolean isKnown(@Nullable String ifNoneMatch, long version) {
    return ifNoneMatch != null
        && (ifNoneMatch.strip().equals("*") || versions(ifNoneMatch).anyMatch(v -> v == version));
  }

  static Response notModified(long version) {
    return Response.notModified().header("ETag", Representation.tag(version)).build();
  }

  /** The versions that {@code If-Match} asks for, of which one is enough; empty for any. */
  static Set<Long> ifMatch(@Nullable String header) {
    if (header != null && !EntityTags.areReadable(header)) {
      throw new ScimException(
          ScimType.INVALID_VALUE, "A version must be * or a list of entity tags: W/\"1\".");
    }
    return header == null || header.strip().equals("*")
        ? Set.of()
        : versions(header).boxed().collect(Collectors.toUnmodifiableSet());
  }

  /** One that nothing has where a tag makes no sense. */
  private static LongStream versions(String tags) {
    return Arrays.stream(tags.split(",", -1))
        .map(String::strip)
        .map(TAG::matcher)
        .mapToLong(tag -> tag.matches() ? Long.parseLong(tag.group(1)) : NO_VERSION);
  }
}
