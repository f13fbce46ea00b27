package io.bailiwick.gateway.sso;

import io.bailiwick.gateway.organizations.HomeRealm;
import io.bailiwick.gateway.organizations.OrganizationRegistry;
import io.bailiwick.gateway.pages.Pages;
import io.bailiwick.gateway.pages.Redirect;
import io.bailiwick.gateway.secrets.GatewaySettings;
import io.bailiwick.gateway.signin.LiveSession;
import io.bailiwick.gateway.signin.ProviderCallback;
import io.bailiwick.gateway.signin.Sessions;
import io.bailiwick.gateway.signin.SignInFlow;
import io.bailiwick.gateway.signin.SignInOptions;
import io.bailiwick.gateway.signin.SignInResult;
import io.bailiwick.gateway.signin.StartedSignIn;
import io.bailiwick.gateway.signin.rules.Attempt;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.model.Organization;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
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

/** Signing in through an organization's identity provider, as a browser sees it. */
@Path("/sso")
@Tag(name = "Sign-in")
@PermitAll
@Cancellable(false)
public class SsoResource {
  private static final String UNKNOWN =
      "There is no organization with that name. Ask your administrator for its name here.";

  private final SignInFlow signIns;
  private final Sessions sessions;
  private final HomeRealm homeRealm;
  private final OrganizationRegistry organizations;
  private final RefusedSignIns refusedSignIns;
  private final Cookies cookies;
  private final GatewaySettings settings;
  private final Timer time;

  SsoResource(
      SignInFlow signIns,
      Sessions sessions,
      HomeRealm homeRealm,
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
    this.signIns = signIns;
    this.sessions = sessions;
    this.homeRealm = homeRealm;
    this.organizations = organizations;
    this.refusedSignIns = refusedSignIns;
    this.cookies = cookies;
    this.settings = settings;
  }

  /** Asks for the organization, or goes on to it. */
  @GET
  @Operation(summary = "Find the organization to sign in through")
  public Uni<Response> start(
      @QueryParam("organization") @DefaultValue("") String organization,
      @QueryParam("request") @DefaultValue("") String request,
      @Context HttpHeaders headers) {
    if (organization.isBlank()) {
      return Uni.createFrom()
          .item(Pages.answer(200, Pages.start(WaitingRequest.bounded(request), "")));
    }
    return homeRealm
        .find(organization)
        .chain(
            found ->
                found.isEmpty()
                    ? Uni.createFrom()
                        .item(
                            Pages.answer(
                                404, Pages.start(WaitingRequest.bounded(request), UNKNOWN)))
                    : chosen(found.get(), WaitingRequest.bounded(request), headers));
  }

  /** Back to the service's request, which says how the sign-in is wanted. */
  private Uni<Response> chosen(Organization organization, String request, HttpHeaders headers) {
    return request.isEmpty()
        ? start(organization.id(), headers)
        : Uni.createFrom()
            .item(WaitingRequest.answer(request + "&organization=" + organization.id()));
  }

  @GET
  @Path("/{organization}")
  @Operation(summary = "Sign in through an organization's identity provider")
  public Uni<Response> start(@PathParam("organization") String id, @Context HttpHeaders headers) {
    return sessions
        .verify(cookies.session(headers))
        .chain(present -> begin(id, SignInOptions.NONE, present, headers));
  }

  /**
   * Begins a sign-in, unless the browser has a session of another organization: then the person is
   * asked first, so that no link exchanges one for the other unnoticed.
   */
  public Uni<Response> begin(
      String id, SignInOptions wish, Optional<LiveSession> present, HttpHeaders headers) {
    return organization(id)
        .chain(
            found ->
                found
                    .map(organization -> begin(organization, wish, present, headers))
                    .orElseGet(SsoResource::unknown));
  }

  private Uni<Response> begin(
      Organization organization,
      SignInOptions wish,
      Optional<LiveSession> present,
      HttpHeaders headers) {
    return exchange(organization, wish.request(), present)
        .orElseGet(
            () ->
                signIns
                    .begin(organization.id(), wish)
                    .map(begun -> sent(begun, cookies, headers))
                    .onFailure(CheckFailed.class)
                    .recoverWithUni(
                        failure ->
                            refusedSignIns.page(
                                organization, Optional.empty(), wish.request(), failure)));
  }

  /** The question whether to leave the session of another organization, where there is one. */
  private static Optional<Uni<Response>> exchange(
      Organization organization, Optional<String> request, Optional<LiveSession> present) {
    return present
        .map(LiveSession::settings)
        .filter(other -> !other.id().equals(organization.id()))
        .map(
            other ->
                Uni.createFrom()
                    .item(
                        Pages.answer(
                            200,
                            Pages.exchange(
                                other.displayName(),
                                organization.displayName(),
                                organization.id(),
                                request.orElse("")))));
  }

  /** To the identity provider, with what the browser has to bring back. */
  static Response sent(StartedSignIn begun, Cookies cookies, HttpHeaders headers) {
    return Response.seeOther(begun.location())
        .cookie(cookies.noOldAttempts(headers))
        .cookie(cookies.attempt(begun.attempt()))
        .header("Cache-Control", "no-store")
        .header("Referrer-Policy", "no-referrer")
        .build();
  }

  /** Where the identity provider sends the browser back to. */
  @GET
  @Path("/{organization}/callback")
  @Operation(summary = "Accept the identity provider's answer")
  public Uni<Response> callback(
      @PathParam("organization") String id, @Context UriInfo uri, @Context HttpHeaders headers) {
    MultivaluedMap<String, String> query = uri.getQueryParameters();
    ProviderCallback answer =
        new ProviderCallback(
            one(query, "code"), one(query, "state"), one(query, "error"), one(query, "iss"));
    Optional<Attempt> attempt = cookies.attempt(headers, answer.state());
    return organization(id)
        .chain(
            found ->
                found
                    .map(organization -> answered(organization, answer, attempt, headers))
                    .orElseGet(SsoResource::unknown))
        .map(
            response ->
                attempt.isEmpty()
                    ? response
                    : Response.fromResponse(response)
                        .cookie(cookies.noAttempt(attempt.get().state()))
                        .build());
  }

  /** A session of another organization that came meanwhile is not exchanged unasked either. */
  private Uni<Response> answered(
      Organization organization,
      ProviderCallback answer,
      Optional<Attempt> attempt,
      HttpHeaders headers) {
    return attempt.filter(begun -> !begun.test()).isEmpty()
        ? callback(organization, answer, attempt, headers)
        : sessions
            .verify(cookies.session(headers))
            .chain(
                present ->
                    exchange(organization, attempt.get().request(), present)
                        .orElseGet(() -> callback(organization, answer, attempt, headers)));
  }

  private Uni<Response> callback(
      Organization organization,
      ProviderCallback answer,
      Optional<Attempt> attempt,
      HttpHeaders headers) {
    Timer.Sample began = Timer.start();
    return Uni.createFrom()
        .deferred(() -> signIns.end(organization.id(), answer, attempt))
        .onTermination()
        .invoke(() -> began.stop(time))
        .chain(ended -> ended(organization, ended, headers))
        .onFailure(CheckFailed.class)
        .recoverWithUni(failure -> refused(organization, attempt, failure));
  }

  private Uni<Response> refused(
      Organization organization, Optional<Attempt> attempt, CheckFailed failure) {
    return attempt
        .filter(Attempt::test)
        .map(
            begun ->
                refusedSignIns.test(
                    organization,
                    begun.connection(),
                    Optional.of(begun.connectionVersion()),
                    failure))
        .orElseGet(
            () ->
                refusedSignIns.page(
                    organization,
                    attempt.map(Attempt::connection),
                    attempt.flatMap(Attempt::request),
                    failure));
  }

  private Uni<Response> ended(Organization organization, SignInResult ended, HttpHeaders headers) {
    return switch (ended) {
      case SignInResult.SignedIn signedIn ->
          // The browser forgets its session of before: nobody could sign out of that any more.
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

  // INVARIANT: people are sent to places that were registered or configured, never to one that a
  // request to this resource names.
  private Response next(Organization organization, Optional<String> request) {
    return request
        .map(WaitingRequest::satisfied)
        .map(query -> "/oauth2/authorize?" + query)
        .or(() -> settings.homeUrl().map(URI::toString))
        .map(Redirect::to)
        .orElseGet(() -> Pages.answer(200, Pages.signedIn(organization.displayName())));
  }

  private static Uni<Response> unknown() {
    return Uni.createFrom().item(notFound());
  }

  static Response notFound() {
    return Pages.answer(404, Pages.refused("", UNKNOWN, "", "/sso"));
  }

  private Uni<Optional<Organization>> organization(String id) {
    return organizations.find(id);
  }

  /** A parameter that is there once; twice is as good as not at all. */
  private static Optional<String> one(MultivaluedMap<String, String> query, String name) {
    return query.containsKey(name) && query.get(name).size() == 1
        ? Optional.of(query.getFirst(name)).filter(value -> !value.isBlank())
        : Optional.empty();
  }
}
