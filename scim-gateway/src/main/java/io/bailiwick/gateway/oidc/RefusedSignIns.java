package io.bailiwick.gateway.oidc;

import io.bailiwick.gateway.ConnectionTests;
import io.bailiwick.gateway.Connections;
import io.bailiwick.gateway.SignInTraces;
import io.bailiwick.gateway.pages.Pages;
import io.bailiwick.gateway.signin.Attempt;
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

  /** The page, with the number of the trace; what a test showed is kept with its connection. */
  Uni<Response> page(Organization organization, Optional<Attempt> attempt, CheckFailed failure) {
    Uni<Void> kept =
        attempt.filter(Attempt::test).isPresent()
            ? keepTest(attempt.get(), failure)
            : Uni.createFrom().voidItem();
    return kept.chain(
            () -> traces.keep(organization.id(), attempt.map(Attempt::connection), failure))
        .map(
            trace ->
                Pages.answer(
                    status(failure.check()),
                    Pages.refused(
                        organization.displayName(),
                        failure.check().person(),
                        trace.orElse(""),
                        "/sso/" + organization.id())));
  }

  private Uni<Void> keepTest(Attempt attempt, CheckFailed failure) {
    return connections
        .find(attempt.organization(), attempt.connection())
        .chain(
            found ->
                found
                    .filter(usable -> usable.connection().version() == attempt.connectionVersion())
                    .map(usable -> tests.keepFailure(usable.connection(), failure))
                    .orElseGet(() -> Uni.createFrom().voidItem()));
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
