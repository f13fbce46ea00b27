package io.bailiwick.gateway.sso;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.openid.connect.sdk.OIDCError;
import io.bailiwick.gateway.pages.Pages;
import io.bailiwick.gateway.signin.Connections;
import io.bailiwick.gateway.signin.SignInTraces;
import io.bailiwick.gateway.signin.TestSignIns;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.gateway.signin.rules.ConnectionWithSecret;
import io.bailiwick.gateway.signin.rules.SignInCheck;
import io.bailiwick.model.Organization;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** The answers to failed sign-ins: a page for the person, a trace for the administrator. */
@ApplicationScoped
class RefusedSignIns {
  private final Connections connections;
  private final TestSignIns tests;
  private final SignInTraces traces;

  RefusedSignIns(Connections connections, TestSignIns tests, SignInTraces traces) {
    this.connections = connections;
    this.tests = tests;
    this.traces = traces;
  }

  /**
   * Returns the page for a person, with the number of the trace.
   *
   * @param request the platform's waiting request; starting again continues it, and going back
   *     tells the service
   */
  Uni<Response> page(
      Organization organization,
      Optional<String> connection,
      Optional<String> request,
      CheckFailed failure) {
    Told told = told(failure.check());
    String again =
        request
            .map(query -> "/oauth2/authorize?" + query)
            .orElseGet(() -> "/sso/" + organization.id());
    String back =
        request.map(query -> WaitingRequest.back(query, told.error().getCode())).orElse("");
    return traces
        .keep(organization.id(), connection, failure)
        .map(
            trace ->
                Pages.answer(
                    told.status(),
                    Pages.refused(
                        organization.displayName(),
                        failure.check().person(),
                        trace.orElse(""),
                        again,
                        back)));
  }

  /**
   * Returns the page for the tester of a connection, with the failed check, which is stored with
   * the connection.
   *
   * @param version the version of the tested connection; empty if the test did not begin
   */
  Uni<Response> test(
      Organization organization, String connection, Optional<Long> version, CheckFailed failure) {
    return connections
        .find(organization.id(), connection)
        .map(
            found ->
                found
                    .map(ConnectionWithSecret::connection)
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
                    told(failure.check()).status(),
                    Pages.testFailed(organization, connection, failure)));
  }

  /**
   * Returns the HTTP status of a failed check, and the error for the service: RFC 6749 section
   * 4.1.2.1, OIDC Core 1.0 section 3.1.2.6. A failure that the person cannot fix is not a denial.
   */
  private static Told told(SignInCheck check) {
    return switch (check) {
      case STATE -> new Told(400, OAuth2Error.ACCESS_DENIED);
      case AUTHENTICATION_AGE -> new Told(403, OIDCError.LOGIN_REQUIRED);
      case TOKEN_ENDPOINT, USER_INFO -> new Told(502, OAuth2Error.SERVER_ERROR);
      case IDENTITY_PROVIDER_UNAVAILABLE -> new Told(502, OAuth2Error.TEMPORARILY_UNAVAILABLE);
      case NO_CONNECTION -> new Told(503, OAuth2Error.TEMPORARILY_UNAVAILABLE);
      case RECOVERY_CODE,
          CONNECTION_CHANGED,
          IDENTITY_PROVIDER_ERROR,
          RESPONSE_ISSUER,
          ID_TOKEN,
          CLAIM_INVALID,
          ID_TOKEN_ISSUER,
          ID_TOKEN_AUDIENCE,
          ID_TOKEN_EXPIRED,
          NONCE,
          SIGNED_OUT,
          CLAIMS_TOO_LARGE,
          SUBJECT_MISSING,
          ATTRIBUTES_MISSING,
          ATTRIBUTES_INVALID,
          USER_NAME_MISSING,
          GROUP_REQUIRED,
          NOT_PROVISIONED,
          DEACTIVATED,
          DELETED,
          LOCKED,
          ORGANIZATION_LOCKED_DOWN,
          USER_NAME_TAKEN,
          EMAIL_TAKEN,
          LAST_ADMIN,
          QUOTA_REACHED ->
          new Told(403, OAuth2Error.ACCESS_DENIED);
    };
  }

  private record Told(int status, ErrorObject error) {}
}
