package io.bailiwick.gateway.administration;

import io.bailiwick.gateway.schema.Leniency;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.scim.token.IssuedToken;
import io.bailiwick.gateway.scim.token.ScimTokens;
import io.bailiwick.gateway.scim.token.ScimTokens.Issue;
import io.bailiwick.json.StrictJson;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.bailiwick.service.StrictQuery;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** Issues, lists and revokes the SCIM tokens of an organization, for the platform's operator. */
@Path("/organizations/{organization}/scim-tokens")
@Tag(name = "SCIM tokens")
@RolesAllowed(Operator.SCOPE)
@Produces(MediaType.APPLICATION_JSON)
@Cancellable(false)
@StrictQuery
public class ScimTokensResource {
  private final ScimTokens tokens;

  ScimTokensResource(ScimTokens tokens) {
    this.tokens = tokens;
  }

  /**
   * Accepts no body, or {@code {"expiresAt": "2027-01-01T00:00:00Z", "profile": "STRICT",
   * "requiredAttributes": ["externalId"]}} with any of these members. The answer is 201 with the
   * token's text, or 409 if the organization has two live tokens.
   */
  @POST
  @Operation(summary = "Issue a SCIM token; its text is shown only once")
  public Uni<Response> issue(
      @PathParam("organization") String organization, byte @Nullable [] body) {
    TokenRequest request = request(body);
    return tokens
        .issue(
            organization,
            request.profile().orElse(Leniency.LENIENT),
            request.requiredAttributes().orElse(Set.of()),
            request.expiresAt())
        .map(
            issue ->
                switch (issue) {
                  case Issue.Issued issued ->
                      Response.status(Response.Status.CREATED)
                          .entity(
                              StrictJson.write(View.of(issued.token(), Optional.of(issued.text()))))
                          .header("Cache-Control", "no-store")
                          .build();
                  case Issue.NoOrganization _ -> throw OrganizationsResource.noOrganization();
                  case Issue.TooMany tooMany ->
                      throw new Refusal(
                          Problem.of(
                              409,
                              "The organization has "
                                  + tooMany.most()
                                  + " live SCIM tokens already. Revoke one first."));
                });
  }

  @GET
  @Operation(summary = "List the SCIM tokens of an organization, without their secrets")
  public Uni<Tokens> list(@PathParam("organization") String organization) {
    return tokens
        .of(organization)
        .map(
            found ->
                new Tokens(
                    found.orElseThrow(OrganizationsResource::noOrganization).stream()
                        .map(token -> View.of(token, Optional.empty()))
                        .toList()));
  }

  @DELETE
  @Path("/{keyId}")
  @Operation(summary = "Revoke a SCIM token; within a second every replica rejects it")
  public Uni<Response> revoke(
      @PathParam("organization") String organization, @PathParam("keyId") String keyId) {
    return tokens
        .revoke(organization, keyId)
        .map(
            revoked -> {
              if (!revoked) {
                throw new Refusal(Problem.of(404, "The organization has no such SCIM token."));
              }
              return Response.noContent().build();
            });
  }

  private static TokenRequest request(byte @Nullable [] body) {
    if (body == null || body.length == 0) {
      return new TokenRequest(Optional.empty(), Optional.empty(), Optional.empty());
    }
    TokenRequest request = AdminBodies.read(body, TokenRequest.class);
    if (request.expiresAt().filter(at -> at.isBefore(Instant.now())).isPresent()) {
      throw new Refusal(Problem.of(400, "expiresAt", "expiresAt is in the past."));
    }
    Set<String> requirable = ResourceType.USER.requirable();
    if (!requirable.containsAll(request.requiredAttributes().orElse(Set.of()))) {
      throw new Refusal(
          Problem.of(
              400,
              "requiredAttributes",
              "requiredAttributes must name attributes of a user that can be written: "
                  + String.join(", ", requirable)
                  + "."));
    }
    return request;
  }

  private record TokenRequest(
      Optional<Instant> expiresAt,
      Optional<Leniency> profile,
      Optional<Set<String>> requiredAttributes) {}

  /** The SCIM tokens of an organization. */
  public record Tokens(List<View> tokens) {}

  /**
   * A SCIM token for the operator.
   *
   * @param token the token's text, present only in the answer that issues it
   * @param requiredAttributes the attributes that a user must have besides userName
   * @param lastUsedAt the time of its last use, to the minute
   */
  public record View(
      String keyId,
      Optional<String> token,
      Leniency profile,
      List<String> requiredAttributes,
      Instant createdAt,
      Optional<Instant> expiresAt,
      Optional<Instant> revokedAt,
      Optional<Instant> lastUsedAt) {

    static View of(IssuedToken issued, Optional<String> text) {
      return new View(
          issued.keyId(),
          text,
          issued.leniency(),
          issued.required().stream().sorted().toList(),
          issued.createdAt(),
          issued.expiresAt(),
          issued.revokedAt(),
          issued.lastUsedAt());
    }
  }
}
