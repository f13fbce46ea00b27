package io.bailiwick.gateway.sso;

import io.bailiwick.gateway.organizations.OrganizationRegistry;
import io.bailiwick.gateway.pages.Pages;
import io.bailiwick.gateway.signin.LiveSession;
import io.bailiwick.gateway.signin.SignInFlow;
import io.bailiwick.gateway.signin.SignInOptions;
import io.bailiwick.gateway.signin.StartedSignIn;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.model.Organization;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/**
 * The start of a sign-in, for every endpoint that leads to one: from the choice of the organization
 * to the redirect to its identity provider.
 */
@ApplicationScoped
public class SignInEntrance {
  private static final String UNKNOWN =
      "There is no organization with that name. Ask your administrator for its name here.";

  private final SignInFlow signInFlow;
  private final OrganizationRegistry organizations;
  private final RefusedSignIns refusedSignIns;
  private final Cookies cookies;

  SignInEntrance(
      SignInFlow signInFlow,
      OrganizationRegistry organizations,
      RefusedSignIns refusedSignIns,
      Cookies cookies) {
    this.signInFlow = signInFlow;
    this.organizations = organizations;
    this.refusedSignIns = refusedSignIns;
    this.cookies = cookies;
  }

  /**
   * Begins a sign-in. If the browser has a session of another organization, the person is asked
   * first, so that no link exchanges sessions unnoticed.
   */
  public Uni<Response> begin(
      String id, SignInOptions options, Optional<LiveSession> present, HttpHeaders headers) {
    return organizations
        .find(id)
        .chain(
            found ->
                found
                    .map(organization -> begin(organization, options, present, headers))
                    .orElseGet(() -> Uni.createFrom().item(unknown())));
  }

  private Uni<Response> begin(
      Organization organization,
      SignInOptions options,
      Optional<LiveSession> present,
      HttpHeaders headers) {
    return question(organization, options.request(), present)
        .map(page -> Uni.createFrom().item(page))
        .orElseGet(
            () ->
                signInFlow
                    .begin(organization.id(), options)
                    .map(started -> redirect(started, headers))
                    .onFailure(CheckFailed.class)
                    .recoverWithUni(
                        failure ->
                            refusedSignIns.page(
                                organization, Optional.empty(), options.request(), failure)));
  }

  /** Returns the question whether to leave the session of another organization, if there is one. */
  static Optional<Response> question(
      Organization organization, Optional<String> request, Optional<LiveSession> present) {
    return present
        .map(LiveSession::settings)
        .filter(other -> !other.id().equals(organization.id()))
        .map(
            other ->
                Pages.answer(
                    200,
                    Pages.exchange(
                        other.displayName(),
                        organization.displayName(),
                        organization.id(),
                        request.orElse(""))));
  }

  /**
   * Returns the redirect to the identity provider, with the cookie that the browser has to bring
   * back.
   */
  Response redirect(StartedSignIn started, HttpHeaders headers) {
    return Response.seeOther(started.location())
        .cookie(cookies.noOldAttempts(headers))
        .cookie(cookies.attempt(started.attempt()))
        .header("Cache-Control", "no-store")
        .header("Referrer-Policy", "no-referrer")
        .build();
  }

  /** Returns the page that asks for the organization. */
  static Response ask(String request) {
    return Pages.answer(200, Pages.start(request, ""));
  }

  /** Returns the same page after a name that no organization has. */
  static Response askAgain(String request) {
    return Pages.answer(404, Pages.start(request, UNKNOWN));
  }

  /** Returns the page for an address of an organization that does not exist. */
  static Response unknown() {
    return Pages.answer(404, Pages.refused("", UNKNOWN, "", "/sso"));
  }
}
