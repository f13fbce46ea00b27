package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.database.Urgency;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.gateway.scim.message.RefusedRequest;
import io.bailiwick.gateway.settings.GatewaySettings;
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

/**
 * Bodies, media types and entity tags of SCIM requests and their answers (RFC 7644 sections 3.1,
 * 3.14 and 8.1).
 */
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
   * Reads a body; a large one on a worker thread, so that it delays no other request.
   *
   * @param body the bytes; absent and empty are the same
   * @param reading parses the body by {@link #object} or {@link #bulk}
   * @return the result of {@code reading}, or its failure
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

  /**
   * Returns the JSON object of a body that is one operation.
   *
   * @throws ScimException invalidSyntax
   * @throws RefusedRequest 413 for a body that is too large, 429 above the organization's rate
   */
  ObjectNode object(byte @Nullable [] body) {
    return object(body, Deactivations::ofChange);
  }

  /**
   * Returns the JSON object of a body that is a bulk request.
   *
   * @throws ScimException invalidSyntax
   * @throws RefusedRequest 413 for a body that is too large, 429 above the organization's rate
   */
  ObjectNode bulk(byte @Nullable [] body) {
    return object(body, Deactivations::ofBulk);
  }

  /**
   * Parses a body. A request whose body takes access away is urgent. Above the organization's rate
   * only such a request is admitted, and only its body is kept for the log.
   *
   * @param counted counts the operations of a body that take access away
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

  /**
   * Returns the media type of the answer: {@link #TYPE} if the client accepts neither.
   *
   * @param acceptable the media ranges of {@code Accept}, the preferred one first
   */
  static String wanted(List<MediaType> acceptable) {
    return acceptable.stream()
        .flatMap(
            range ->
                Stream.of(TYPE, JSON).filter(type -> range.isCompatible(MediaType.valueOf(type))))
        .findFirst()
        .orElse(TYPE);
  }

  /**
   * Begins the response that holds a resource, with its URL and its entity tag.
   *
   * @param status 201 adds {@code Location}
   * @param version the resource's version, from 1
   */
  static Response.ResponseBuilder resource(
      Response.Status status, ObjectNode resource, String location, long version) {
    Response.ResponseBuilder response =
        Response.status(status)
            .entity(StrictJson.write(resource))
            .header("Content-Location", location)
            .header("ETag", Representation.tag(version));
    return status == Response.Status.CREATED ? response.header("Location", location) : response;
  }

  /** Tells whether {@code If-None-Match} names a version; weak tags match (RFC 9110 13.1.2). */
  static boolean isKnown(@Nullable String ifNoneMatch, long version) {
    return ifNoneMatch != null
        && (ifNoneMatch.strip().equals("*") || versions(ifNoneMatch).anyMatch(v -> v == version));
  }

  /** Returns the 304 for a client that has this version already. */
  static Response notModified(long version) {
    return Response.notModified().header("ETag", Representation.tag(version)).build();
  }

  /**
   * Returns the versions of which the resource must have one; empty if any will do.
   *
   * @param header the value of {@code If-Match}, or {@code version} of a bulk operation
   * @throws ScimException invalidValue for a text that is not {@code *} or a list of entity tags
   */
  static Set<Long> ifMatch(@Nullable String header) {
    if (header != null && !EntityTags.areReadable(header)) {
      throw new ScimException(
          ScimType.INVALID_VALUE, "A version must be * or a list of entity tags: W/\"1\".");
    }
    return header == null || header.strip().equals("*")
        ? Set.of()
        : versions(header).boxed().collect(Collectors.toUnmodifiableSet());
  }

  /** Returns the versions of entity tags; a tag of another form becomes one that is never used. */
  private static LongStream versions(String tags) {
    return Arrays.stream(tags.split(",", -1))
        .map(String::strip)
        .map(TAG::matcher)
        .mapToLong(tag -> tag.matches() ? Long.parseLong(tag.group(1)) : NO_VERSION);
  }
}
