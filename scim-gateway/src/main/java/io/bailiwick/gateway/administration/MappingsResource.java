package io.bailiwick.gateway.administration;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.RolePreview;
import io.bailiwick.gateway.directory.RolePreview.Change;
import io.bailiwick.gateway.directory.RolePreview.Totals;
import io.bailiwick.gateway.organizations.OrganizationRegistry;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Organization;
import io.bailiwick.model.ResourceGroup;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.bailiwick.service.StrictQuery;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestMulti;
import org.jboss.resteasy.reactive.RestStreamElementType;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Previews the effect of changed settings on roles and grants, for the platform's operator. The
 * body is the merge patch that a PATCH of the organization accepts. It may also have the whole list
 * {@code resourceGroups}.
 */
@Path("/organizations/{organization}/mappings/preview")
@Tag(name = "Organizations")
@RolesAllowed(Operator.SCOPE)
@Cancellable(false)
@StrictQuery
public class MappingsResource {
  private static final String NDJSON = "application/x-ndjson";

  /** The lines that are sent at once. */
  private static final int PIECE = 100;

  private static final String RESOURCE_GROUPS = "resourceGroups";

  private final OrganizationRegistry organizations;
  private final RolePreview preview;
  private final GatewaySettings settings;

  MappingsResource(
      OrganizationRegistry organizations, RolePreview preview, GatewaySettings settings) {
    this.organizations = organizations;
    this.preview = preview;
    this.settings = settings;
  }

  /** Lists the first people whose access would change, and counts all. */
  @POST
  @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Show whose role or grants would change under other settings")
  public Uni<Response> preview(@PathParam("organization") String id, byte @Nullable [] body) {
    return proposal(id, body)
        .chain(proposal -> preview.compare(proposal.present, proposal.then))
        .map(
            result ->
                Response.ok(StrictJson.write(result)).header("Cache-Control", "no-store").build());
  }

  /** Returns all people whose access would change, one per line, and a last line of totals. */
  @POST
  @Consumes({"application/merge-patch+json", MediaType.APPLICATION_JSON})
  @Produces(NDJSON + ";qs=0.5")
  @RestStreamElementType(MediaType.APPLICATION_JSON)
  @Operation(summary = "Export whose role or grants would change, one JSON object per line")
  public Multi<Lines> export(@PathParam("organization") String id, byte @Nullable [] body) {
    Multi<Lines> lines =
        proposal(id, body)
            .onItem()
            .transformToMulti(proposal -> lines(proposal.present, proposal.then));
    // The answer's type must not have the weight qs=0.5, which only ranks it behind JSON.
    return RestMulti.fromMultiData(lines)
        .header(HttpHeaders.CONTENT_TYPE, NDJSON)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  /** Returns the lines of the answer, in pieces. */
  private Multi<Lines> lines(Organization present, Organization then) {
    AtomicReference<Totals> totals = new AtomicReference<>();
    Multi<Lines> changes =
        preview
            .sections(present, then)
            .invoke(section -> totals.set(section.totals()))
            .onItem()
            .transformToIterable(section -> pieces(section.changes()));
    return Multi.createBy()
        .concatenating()
        .streams(
            changes,
            Multi.createFrom()
                .deferred(() -> Multi.createFrom().item(new Lines(text(totals.get())))));
  }

  private static List<Lines> pieces(List<Change> changes) {
    List<Lines> pieces = new ArrayList<>();
    for (int from = 0; from < changes.size(); from += PIECE) {
      List<Change> some = changes.subList(from, Math.min(changes.size(), from + PIECE));
      pieces.add(
          new Lines(some.stream().map(MappingsResource::text).collect(Collectors.joining("\n"))));
    }
    return pieces;
  }

  private static String text(Object line) {
    return new String(StrictJson.write(line), StandardCharsets.UTF_8);
  }

  private Uni<Proposal> proposal(String id, byte @Nullable [] body) {
    ObjectNode patch = AdminBodies.object(body);
    return organizations
        .find(id)
        .map(found -> found.orElseThrow(OrganizationsResource::noOrganization))
        .chain(
            present ->
                organizations
                    .resolved(proposed(present, patch))
                    .map(then -> new Proposal(present, then)));
  }

  private Organization proposed(Organization present, ObjectNode patch) {
    ObjectNode rest = patch.deepCopy();
    JsonNode groups = rest.remove(RESOURCE_GROUPS);
    Organization then = OrganizationsResource.proposed(present, rest, settings);
    if (groups == null) {
      return then;
    }
    if (!groups.isArray() || groups.valueStream().anyMatch(JsonNode::isNull)) {
      throw new Refusal(
          Problem.of(400, RESOURCE_GROUPS, RESOURCE_GROUPS + " must be a list of objects."));
    }
    ObjectNode object = patch.objectNode();
    object.set(RESOURCE_GROUPS, groups);
    try {
      return then.resourceGroups(
          AdminBodies.read(StrictJson.write(object), Proposed.class).resourceGroups());
    } catch (IllegalArgumentException e) {
      throw new Refusal(Problem.of(400, RESOURCE_GROUPS, e.getMessage() + "."));
    }
  }

  /** Some lines of the answer, which are JSON already. */
  public record Lines(@JsonValue @JsonRawValue String text) {}

  /** The resource groups of a request. */
  record Proposed(List<ResourceGroup> resourceGroups) {}

  private record Proposal(Organization present, Organization then) {}
}
