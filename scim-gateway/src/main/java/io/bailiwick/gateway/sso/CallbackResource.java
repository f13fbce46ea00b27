package io.bailiwick.gateway.sso;

import io.bailiwick.gateway.organizations.OrganizationRegistry;
import io.bailiwick.gateway.pages.Pages;
import io.bailiwick.gateway.pages.Redirect;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.gateway.signin.ProviderCallback;
import io.bailiwick.gateway.signin.Sessions;
import io.bailiwick.gateway.signin.SignInFlow;
import io.bailiwick.gateway.signin.SignInResult;
import io.bailiwick.gateway.signin.rules.Attempt;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.model.Organization;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.Cancellable;

/** The address to which an identity provider sends the browser back. */
@Path("/sso/{organization}/callback")
@Tag(name = "Sign-in")
@PermitAll
@Cancellable(false)
public class CallbackResource {
  private final SignInFlow signInFlow;
  private final Sessions sessions;
  private final OrganizationRegistry organizations;
  private final RefusedSignIns refusedSignIns;
  private final Cookies cookies;
  private final GatewaySettings settings;
  private final Timer time;

  CallbackResource(
      SignInFlow signInFlow,
      Sessions sessions,
      OrganizationRegistry organizations,
      RefusedSignIns refusedSignIns,
      Cookies cookies,
      GatewaySettings settings,
      MeterRegistry metrics) {
    this.time =
        Timer.builder("bailiwick.sign.in.time")
            .description("From the callback to the session, the identity provider's part included")
            .publishPercentileHistogram()
            .register(metrics);
    this.signInFlow = signInFlow;
    this.sessions = sessions;
    this.organizations = organizations;
    this.refusedSignIns = refusedSignIns;
    this.cookies = cookies;
    this.settings = settings;
  }

  @GET
  @Operation(summary = "Accept the identity provider's answer")
  public Uni<Response> callback(
      @PathParam("organization") String id, @Context UriInfo uri, @Context HttpHeaders headers) {
    MultivaluedMap<String, String> query = uri.getQueryParameters();
    ProviderCallback answer =
        new ProviderCallback(
            one(query, "code"), one(query, "state"), one(query, "error"), one(query, "iss"));
    Optional<Attempt> attempt = cookies.attempt(headers, answer.state());
    return organizations
        .find(id)
        .chain(
            found ->
                found
                    .map(organization -> accept(organization, answer, attempt, headers))
                    .orElseGet(() -> Uni.createFrom().item(SignInEntrance.unknown())))
        .map(
            response ->
                attempt.isEmpty()
                    ? response
                    : Response.fromResponse(response)
                        .cookie(cookies.noAttempt(attempt.get().state()))
                        .build());
  }

  /**
   * Accepts a sign-in. If another organization's session began meanwhile, the person is asked
   * first.
   */
  private Uni<Response> accept(
      Organization organization,
      ProviderCallback answer,
      Optional<Attempt> attempt,
      HttpHeaders headers) {
    return attempt.filter(started -> !started.test()).isEmpty()
        ? finish(organization, answer, attempt, headers)
        : sessions
            .verify(cookies.session(headers))
            .chain(
                present ->
                    SignInEntrance.question(organization, attempt.get().request(), present)
                        .map(page -> Uni.createFrom().item(page))
                        .orElseGet(() -> finish(organization, answer, attempt, headers)));
  }

  private Uni<Response> finish(
      Organization organization,
      ProviderCallback answer,
      Optional<Attempt> attempt,
      HttpHeaders headers) {
    Timer.Sample began = Timer.start();
    return Uni.createFrom()
        .deferred(() -> signInFlow.end(organization.id(), answer, attempt))
        .onTermination()
        .invoke(() -> began.stop(time))
        .chain(result -> answer(organization, result, headers))
        .onFailure(CheckFailed.class)
        .recoverWithUni(failure -> explain(organization, attempt, failure));
  }

  private Uni<Response> explain(
      Organization organization, Optional<Attempt> attempt, CheckFailed failure) {
    return attempt
        .filter(Attempt::test)
        .map(
            started ->
                refusedSignIns.test(
                    organization,
                    started.connection(),
                    Optional.of(started.connectionVersion()),
                    failure))
        .orElseGet(
            () ->
                refusedSignIns.page(
                    organization,
                    attempt.map(Attempt::connection),
                    attempt.flatMap(Attempt::request),
                    failure));
  }

  private Uni<Response> answer(
      Organization organization, SignInResult result, HttpHeaders headers) {
    return switch (result) {
      case SignInResult.SignedIn signedIn ->
          // The browser forgets its previous session; no one could sign out of that one any more.
          sessions
              .end(cookies.session(headers))
              .map(
                  before ->
                      Response.fromResponse(next(organization, signedIn.request()))
                          .cookie(cookies.session(signedIn.cookie()))
                          .build());
      case SignInResult.Tested tested ->
          Uni.createFrom()
              .item(
                  Pages.answer(200, Pages.tested(organization.displayName(), tested.connection())));
    };
  }

  // INVARIANT: people are sent to registered or configured addresses, never to one that a request
  // to this resource names.
  private Response next(Organization organization, Optional<String> request) {
    return request
        .map(WaitingRequest::satisfied)
        .map(query -> "/oauth2/authorize?" + query)
        .or(() -> settings.homeUrl().map(URI::toString))
        .map(Redirect::to)
        .orElseGet(() -> Pages.answer(200, Pages.signedIn(organization.displayName())));
  }

  /** Returns a parameter that occurs once; a repeated one counts as missing. */
  private static Optional<String> one(MultivaluedMap<String, String> query, String name) {
    return query.containsKey(name) && query.get(name).size() == 1
        ? Optional.of(query.getFirst(name)).filter(value -> !value.isBlank())
        : Optional.empty();
  }
}
