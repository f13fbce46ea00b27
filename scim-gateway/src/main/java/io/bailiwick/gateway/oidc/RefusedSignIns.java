package io.bailiwick.gateway.oidc;

import io.bailiwick.gateway.ConnectionTests;
import io.bailiwick.gateway.Connections;
import io.bailiwick.gateway.SignInTraces;
import io.bailiwick.gateway.pages.Pages;
import io.bailiwick.gateway.signin.CheckFailed;
import io.bailiwick.gateway.signin.SignInCheck;
import io.bailiwick.model.Organization;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** Sign-ins that did not succeed: a page for the person, a trace for the administrator. */
@ApplicationScoped
class RefusedSignIns {
  private final Connections connections;
  private final ConnectionTests tests;
  private final SignInTraces traces;

  RefusedSignIns(Connections connections, ConnectionTests tests, SignInTraces traces) {
    this.connections = connections;
    this.tests = tests;
    this.traces = traces;
  }

  /**
   * The page for a person, with the number of the trace.
   *
   * @param request the platform's request that waited: starting again goes on with it, going back
   *     tells the service
   */
  Uni<Response> page(
      Organization organization,
      Optional<String> connection,
      Optional<String> request,
      CheckFailed failure) {
    String again =
        request
            .map(query -> "/oauth2/authorize?" + query)
            .orElseGet(() -> "/sso/" + organization.id());
    String back =
        request.map(query -> WaitingRequest.back(query, error(failure.check()))).orElse("");
    return traces
        .keep(organization.id(), connection, failure)
        .map(
            trace ->
                Pages.answer(
                    status(failure.check()),
                    Pages.refused(
                        organization.displayName(),
                        failure.check().person(),
                        trace.orElse(""),
                        again,
                        back)));
  }

  /**
   * The page for whoever tests a connection: which check failed. It is kept with the connection.
   *
   * @param version of the connection that was tested; empty where the test did not begin
   */
  Uni<Response> test(
      Organization organization, String connection, Optional<Long> version, CheckFailed failure) {
    return connections
        .find(organization.id(), connection)
        .map(
            found ->
                found
                    .map(Connections.Usable::connection)
                    .filter(one -> version.orElse(one.version()) == one.version()))
        .chain(
            found ->
                found
                    .map(one -> tests.keepFailure(one, failure))
                    .orElseGet(() -> Uni.createFrom().voidItem()))
        .chain(() -> traces.keep(organization.id(), Optional.of(connection), failure))
        .map(
            trace ->
                Pages.answer(
                    status(failure.check()), Pages.testFailed(organization, connection, failure)));
  }

  /** What the service is told: RFC 6749 section 4.1.2.1, OIDC Core 1.0 section 3.1.2.6. */
  private static String error(SignInCheck check) {
    return switch (check) {
      case AUTHENTICATION_AGE -> "login_required";
      case IDENTITY_PROVIDER_UNAVAILABLE -> "temporarily_unavailable";
      default -> "access_denied";
    };
  }

  private static int status(SignInCheck check) {
    return switch (check) {
      case STATE -> 400;
      case IDENTITY_PROVIDER_UNAVAILABLE, USER_INFO, TOKEN_ENDPOINT -> 502;
      case NO_CONNECTION -> 503;
      default -> 403;
    };
  }
}
