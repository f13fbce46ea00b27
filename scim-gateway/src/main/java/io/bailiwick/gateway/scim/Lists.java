package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.GatewaySettings;
import io.bailiwick.gateway.scim.query.ListRequest;
import io.bailiwick.gateway.scim.query.ListRequest.Written;
import io.bailiwick.gateway.scim.query.Page;
import io.bailiwick.gateway.scim.query.Paging;
import io.bailiwick.gateway.scim.schema.Projection;
import io.bailiwick.gateway.scim.schema.ResourceType;
import io.bailiwick.gateway.scim.schema.ScimError.ScimType;
import io.bailiwick.gateway.scim.schema.ScimException;
import io.bailiwick.json.StrictJson;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/** Queries of a resource endpoint and their answers, RFC 7644 sections 3.4.2 and 3.4.3. */
@ApplicationScoped
class Lists {
  private static final String RESPONSE = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

  private final ScimCaller caller;
  private final Cursors cursors;
  private final Scans scans;
  private final GatewaySettings settings;

  Lists(ScimCaller caller, Cursors cursors, Scans scans, GatewaySettings settings) {
    this.caller = caller;
    this.cursors = cursors;
    this.scans = scans;
    this.settings = settings;
  }

  /** The parameters of a URL. */
  static Written written(UriInfo uri) {
    MultivaluedMap<String, String> query = uri.getQueryParameters();
    Function<String, Optional<String>> one = name -> Optional.ofNullable(query.getFirst(name));
    return new Written(
        one.apply("filter"),
        one.apply("sortBy"),
        one.apply("sortOrder"),
        one.apply("startIndex"),
        one.apply("count"),
        one.apply("cursor"),
        Projection.names(one.apply("attributes")),
        Projection.names(one.apply("excludedAttributes")));
  }

  /** What the parameters of a URL want of an answer. */
  static Projection projection(ResourceType type, UriInfo uri) {
    Written written = written(uri);
    return Projection.of(type, written.attributes(), written.excludedAttributes());
  }

  /** The members of a {@code SearchRequest}. */
  static Written written(ObjectNode body) {
    return new Written(
        text(body, "filter"),
        text(body, "sortBy"),
        text(body, "sortOrder"),
        number(body, "startIndex"),
        number(body, "count"),
        text(body, "cursor"),
        texts(body, "attributes"),
        texts(body, "excludedAttributes"));
  }

  private static Optional<String> text(ObjectNode body, String name) {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw new ScimException(ScimType.INVALID_VALUE, name + " must be a text.");
    }
    return Optional.of(value.textValue());
  }

  private static Optional<String> number(ObjectNode body, String name) {
    JsonNode value = body.path(name);
    return value.isNumber() ? Optional.of(value.asText()) : text(body, name);
  }

  private static List<String> texts(ObjectNode body, String name) {
    JsonNode value = body.path(name);
    return value.isArray()
        ? StreamSupport.stream(value.spliterator(), false).map(JsonNode::asText).toList()
        : Projection.names(text(body, name));
  }

  /**
   * Answers a query.
   *
   * @param load gives the page, its resources represented in full
   */
  Uni<Response> answer(
      ResourceType type, Written written, Function<ListRequest, Uni<Page<ObjectNode>>> load) {
    String query = caller.organization() + "\n" + type.name() + "\n" + written.query();
    ListRequest request =
        ListRequest.of(
            type,
            written,
            settings.defaultPageSize(),
            settings.maxPageSize(),
            cursor -> cursors.open(cursor, query));
    return scans
        .run(caller.organization(), request, () -> load.apply(request))
        .map(
            page -> {
              ObjectNode list = frame(page.total());
              if (request.paging() instanceof Paging.ByIndex index) {
                list.put("startIndex", index.offset() + 1);
              }
              page.next().ifPresent(at -> list.put("nextCursor", cursors.of(at, query)));
              list.put("itemsPerPage", page.resources().size());
              ArrayNode resources = list.putArray("Resources");
              for (ObjectNode resource : page.resources()) {
                request.projection().apply(type, resource);
                resources.add(resource);
              }
              return Response.ok(StrictJson.write(list)).build();
            });
  }

  /** The frame of a list response. */
  static ObjectNode frame(long total) {
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    list.putArray("schemas").add(RESPONSE);
    return list.put("totalResults", total);
  }
}
