package io.bailiwick.gateway.sso;

import io.bailiwick.gateway.organizations.OrganizationChange;
import io.bailiwick.gateway.organizations.OrganizationRegistry;
import io.bailiwick.gateway.pages.Pages;
import io.bailiwick.gateway.signin.BreakGlassDoor;
import io.bailiwick.gateway.signin.SignInTraces;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.model.Organization;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;
import org.jspecify.annotations.Nullable;

/** The page for a recovery code, for when the identity provider admits no one. */
@Path("/sso/{organization}/break-glass")
@Tag(name = "Sign-in")
@PermitAll
@Cancellable(false)
public class RecoveryResource {
  private final BreakGlassDoor door;
  private final OrganizationRegistry organizations;
  private final SignInTraces traces;

  RecoveryResource(BreakGlassDoor door, OrganizationRegistry organizations, SignInTraces traces) {
    this.door = door;
    this.organizations = organizations;
    this.traces = traces;
  }

  @GET
  @Operation(summary = "Show the form for a recovery code")
  public Uni<Response> ask(@PathParam("organization") String id) {
    return organizations
        .find(id)
        .map(found -> found.map(one -> form(200, one, "", "")).orElseGet(SignInEntrance::unknown));
  }

  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Operation(summary = "Open break-glass access with a recovery code")
  public Uni<Response> open(@PathParam("organization") String id, @Nullable String form) {
    String code = BrowserForms.field(form, "code").strip();
    return organizations
        .find(id)
        .chain(
            found ->
                found
                    .map(one -> open(one, code))
                    .orElseGet(() -> Uni.createFrom().item(SignInEntrance.unknown())));
  }

  private Uni<Response> open(Organization organization, String code) {
    return door.open(organization.id(), code)
        .map(
            change ->
                change instanceof OrganizationChange.Made
                    ? Pages.answer(200, Pages.opened(organization.displayName()))
                    : SignInEntrance.unknown())
        .onFailure(CheckFailed.class)
        .recoverWithUni(
            failure ->
                traces
                    .keep(organization.id(), Optional.empty(), failure)
                    .map(
                        trace ->
                            form(403, organization, failure.check().person(), trace.orElse(""))));
  }

  private static Response form(
      int status, Organization organization, String problem, String trace) {
    return Pages.answer(
        status, Pages.breakGlass(organization.displayName(), organization.id(), problem, trace));
  }
}
