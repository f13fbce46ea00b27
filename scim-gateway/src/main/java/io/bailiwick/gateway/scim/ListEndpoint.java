package io.bailiwick.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.Leniency;
import io.bailiwick.gateway.schema.Projection;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.ScimError.ScimType;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.gateway.schema.patch.Strictness;
import io.bailiwick.gateway.schema.query.ListParameters;
import io.bailiwick.gateway.schema.query.ListRequest;
import io.bailiwick.gateway.schema.query.Page;
import io.bailiwick.gateway.schema.query.Paging;
import io.bailiwick.gateway.settings.GatewaySettings;
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
class ListEndpoint {
  private static final String RESPONSE = "urn:ietf:params:scim:api:messages:2.0:ListResponse";

  private final ScimCaller caller;
  private final Cursors cursors;
  private final Scans scans;
  private final GatewaySettings settings;

  ListEndpoint(ScimCaller caller, Cursors cursors, Scans scans, GatewaySettings settings) {
    this.caller = caller;
    this.cursors = cursors;
    this.scans = scans;
    this.settings = settings;
  }

  /** Returns the parameters of a URL. */
  static ListParameters written(UriInfo uri) {
    MultivaluedMap<String, String> query = uri.getQueryParameters();
    return new ListParameters(
        one(query, "filter", ScimType.INVALID_FILTER),
        one(query, "sortBy", ScimType.INVALID_VALUE),
        one(query, "sortOrder", ScimType.INVALID_VALUE),
        one(query, "startIndex", ScimType.INVALID_VALUE),
        one(query, "count", ScimType.INVALID_VALUE),
        one(query, "cursor", ScimType.INVALID_CURSOR),
        Projection.names(query.getOrDefault("attributes", List.of())),
        Projection.names(query.getOrDefault("excludedAttributes", List.of())));
  }

  /**
   * Returns a parameter that occurs once. Skipping one of two values would answer another question.
   */
  private static Optional<String> one(
      MultivaluedMap<String, String> query, String name, ScimType wrong) {
    List<String> values = query.getOrDefault(name, List.of());
    if (values.size() > 1) {
      throw new ScimException(wrong, name + " is given twice.");
    }
    return values.stream().findFirst();
  }

  /** Returns the attributes that the parameters of a URL request. */
  static Projection projection(ResourceType type, UriInfo uri) {
    ListParameters written = written(uri);
    return Projection.of(type, written.attributes(), written.excludedAttributes());
  }

  /** Returns the members of a {@code SearchRequest}. */
  ListParameters searched(ObjectNode body) {
    if (caller.leniency() == Leniency.STRICT) {
      Strictness.schemas(body, "urn:ietf:params:scim:api:messages:2.0:SearchRequest");
    }
    return new ListParameters(
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
        : Projection.names(text(body, name).stream().toList());
  }

  /**
   * Answers a query.
   *
   * @param load loads the page, with its resources represented in full
   */
  Uni<Response> answer(
      ResourceType type,
      ListParameters written,
      Function<ListRequest, Uni<Page<ObjectNode>>> load) {
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

  /** Returns the frame of a list response. */
  static ObjectNode frame(long total) {
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    list.putArray("schemas").add(RESPONSE);
    return list.put("totalResults", total);
  }
}
