package io.bailiwick.gateway.platform;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.OIDCError;
import com.nimbusds.openid.connect.sdk.Prompt;
import io.bailiwick.gateway.signin.rules.Session;
import io.bailiwick.gateway.sso.WaitingRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The request of a platform service to the authorization endpoint.
 *
 * @param refused the reason why the person was not admitted, if one of our pages has told the
 *     person and sends it back to the service
 */
record AuthorizationRequest(AuthenticationRequest request, Optional<ErrorObject> refused) {
  private static final String ORGANIZATION = "organization";

  /**
   * The parameters for a page's look, which our pages do not support. Unreadable values are not an
   * error.
   */
  private static final Set<String> LOOKS = Set.of("ui_locales", "claims_locales", "display");

  private static final String REFUSED = "refused";
  private static final Map<String, ErrorObject> REFUSALS =
      Stream.of(
              OAuth2Error.ACCESS_DENIED,
              OAuth2Error.SERVER_ERROR,
              OAuth2Error.TEMPORARILY_UNAVAILABLE,
              OIDCError.LOGIN_REQUIRED)
          .collect(Collectors.toUnmodifiableMap(ErrorObject::getCode, error -> error));

  /** Reads the supported parameters (OIDC Core 1.0, section 3.1.2.1). */
  static AuthorizationRequest read(String query) throws ParseException {
    Map<String, List<String>> parameters = new HashMap<>(URLUtils.parseParameters(query));
    parameters.keySet().removeAll(LOOKS);
    List<String> refused = Objects.requireNonNullElse(parameters.remove(REFUSED), List.of());
    return new AuthorizationRequest(
        AuthenticationRequest.parse(parameters), refused.stream().findFirst().map(REFUSALS::get));
  }

  /** Tells whether it is too long for a browser to carry it through a sign-in. */
  boolean isLongerThan(int most) {
    String query = request.toQueryString();
    return query.length() > most || WaitingRequest.satisfied(query).length() > most;
  }

  /** Returns the organization that it names, by id or by a handle. */
  Optional<String> organization() {
    return Optional.ofNullable(request.getCustomParameter(ORGANIZATION))
        .flatMap(values -> values.stream().findFirst());
  }

  /** Returns the handle that it expects; a hint, which may belong to no account. */
  Optional<String> handle() {
    return Optional.ofNullable(request.getLoginHint()).filter(hint -> !hint.contains("@"));
  }

  /** Tells whether the person has signed in for it; then no page asks again. */
  boolean isAnswered() {
    return request.getCustomParameter(WaitingRequest.SIGNED_IN) != null;
  }

  /** Returns the request after the person's choice of an organization, whose id is to be added. */
  String naming() {
    AuthenticationRequest.Builder open =
        new AuthenticationRequest.Builder(request).customParameter(ORGANIZATION, (String[]) null);
    return (handle().isPresent() ? open.loginHint(null) : open).build().toQueryString();
  }

  /** Returns why it is rejected, as the error for the client. */
  Optional<ErrorObject> wrong(PlatformClient client) {
    if (!ResponseType.CODE.equals(request.getResponseType())) {
      return Optional.of(OAuth2Error.UNSUPPORTED_RESPONSE_TYPE);
    }
    if (request.getRequestURI() != null) {
      return Optional.of(OAuth2Error.REQUEST_URI_NOT_SUPPORTED);
    }
    if (request.specifiesRequestObject()) {
      return Optional.of(OAuth2Error.REQUEST_NOT_SUPPORTED);
    }
    if (request.getResponseMode() != null
        && !ResponseMode.QUERY.equals(request.getResponseMode())) {
      return invalid("response_mode must be query");
    }
    if (request.getCodeChallenge() == null && client.pkce() == PlatformClient.Pkce.OPTIONAL) {
      // The nonce is the other way to bind a code to the browser that asked for it (RFC 9700,
      // section 2.1.1).
      return request.getNonce() == null
          ? invalid("code_challenge with S256, or nonce, is required")
          : Optional.empty();
    }
    return request.getCodeChallenge() == null
            || !CodeChallengeMethod.S256.equals(request.getCodeChallengeMethod())
        ? invalid("code_challenge with S256 is required")
        : Optional.empty();
  }

  private static Optional<ErrorObject> invalid(String what) {
    return Optional.of(OAuth2Error.INVALID_REQUEST.setDescription(what));
  }

  /** Tells whether a session's authentication is as recent as the request demands. */
  boolean isRecent(Session session) {
    int maxAge = request.getMaxAge();
    return maxAge < 0
        || session
            .idpAuthenticatedAt()
            .filter(at -> at.isAfter(Instant.now().minus(Duration.ofSeconds(maxAge))))
            .isPresent();
  }

  boolean prompts(Prompt.Type type) {
    return request.getPrompt() != null && request.getPrompt().contains(type);
  }

  /**
   * Returns the requested scopes that this service knows; other scopes would mean rights elsewhere.
   */
  Set<String> scopes() {
    return request.getScope().toStringList().stream()
        .filter(PlatformTokens.SCOPES::contains)
        .collect(Collectors.toUnmodifiableSet());
  }
}
