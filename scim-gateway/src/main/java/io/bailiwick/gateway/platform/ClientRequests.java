package io.bailiwick.gateway.platform;

import com.nimbusds.oauth2.sdk.AbstractOptionallyIdentifiedRequest;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.auth.PlainClientSecret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The common part of the endpoints that clients call themselves and authenticate at. */
@ApplicationScoped
class ClientRequests {
  private final PlatformClients clients;
  private final String issuer;

  ClientRequests(PlatformClients clients, PlatformTokens tokens) {
    this.clients = clients;
    this.issuer = tokens.issuer();
  }

  /**
   * Answers a client's request, or tells why it is invalid.
   *
   * @param parser creates the protocol library's request from the form
   * @param answer answers an authenticated client
   */
  <R extends AbstractOptionallyIdentifiedRequest> Uni<Response> answer(
      String path,
      @Nullable String authorization,
      @Nullable String form,
      Parser<R> parser,
      BiFunction<PlatformClient, R, Uni<Response>> answer) {
    R request;
    try {
      request = parser.parse(read(path, authorization, form));
    } catch (ParseException e) {
      return failed(Objects.requireNonNullElse(e.getErrorObject(), OAuth2Error.INVALID_REQUEST));
    } catch (IllegalArgumentException e) {
      return failed(OAuth2Error.INVALID_REQUEST);
    }
    return client(request)
        .chain(
            client ->
                client
                    .map(known -> answer.apply(known, request))
                    .orElseGet(() -> failed(OAuth2Error.INVALID_CLIENT)));
  }

  /** Returns the request in the protocol library's form. */
  private HTTPRequest read(String path, @Nullable String authorization, @Nullable String form)
      throws ParseException {
    HTTPRequest request = new HTTPRequest(HTTPRequest.Method.POST, URI.create(issuer + path));
    request.setContentType(MediaType.APPLICATION_FORM_URLENCODED);
    if (authorization != null) {
      request.setAuthorization(authorization);
    }
    request.setBody(form == null ? "" : form);
    return request;
  }

  /** Returns the calling client; empty if it is unknown or does not authenticate. */
  private Uni<Optional<PlatformClient>> client(AbstractOptionallyIdentifiedRequest request) {
    if (request.getClientAuthentication() instanceof PlainClientSecret secret) {
      return clients.authenticate(
          secret.getClientID().getValue(), Optional.of(secret.getClientSecret().getValue()));
    }
    return request.getClientAuthentication() == null && request.getClientID() != null
        ? clients.authenticate(request.getClientID().getValue(), Optional.empty())
        : Uni.createFrom().item(Optional.empty());
  }

  static Uni<Response> failed(ErrorObject error) {
    return Uni.createFrom().item(error(error));
  }

  static Response error(ErrorObject error) {
    return response(new TokenErrorResponse(error).toHTTPResponse());
  }

  static Response response(HTTPResponse response) {
    Response.ResponseBuilder built =
        Response.status(response.getStatusCode())
            .type(MediaType.APPLICATION_JSON)
            .header("Cache-Control", "no-store")
            .entity(response.getBody());
    // RFC 6749 section 5.2.
    return response.getStatusCode() == 401
        ? built.header("WWW-Authenticate", "Basic realm=\"bailiwick\"").build()
        : built.build();
  }

  /** The protocol library's parser for one kind of request. */
  interface Parser<R> {
    R parse(HTTPRequest request) throws ParseException;
  }
}
