package io.bailiwick.gateway.openid;

import com.nimbusds.oauth2.sdk.AbstractOptionallyIdentifiedRequest;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.auth.PlainClientSecret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import io.bailiwick.gateway.PlatformClients;
import io.bailiwick.gateway.PlatformTokens;
import io.bailiwick.gateway.signin.PlatformClient;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the endpoints have in common that clients call themselves, and prove themselves at. */
@ApplicationScoped
class ClientRequests {
  private final PlatformClients clients;
  private final String issuer;

  ClientRequests(PlatformClients clients, PlatformTokens tokens) {
    this.clients = clients;
    this.issuer = tokens.issuer();
  }

  /** The request in the protocol library's form. */
  HTTPRequest read(String path, @Nullable String authorization, @Nullable String form)
      throws ParseException {
    HTTPRequest request = new HTTPRequest(HTTPRequest.Method.POST, URI.create(issuer + path));
    request.setContentType(MediaType.APPLICATION_FORM_URLENCODED);
    if (authorization != null) {
      request.setAuthorization(authorization);
    }
    request.setBody(form == null ? "" : form);
    return request;
  }

  /** Who calls; empty for a client that is not known, or does not prove itself. */
  Uni<Optional<PlatformClient>> client(AbstractOptionallyIdentifiedRequest request) {
    if (request.getClientAuthentication() instanceof PlainClientSecret secret) {
      return clients.authenticate(
          secret.getClientID().getValue(), Optional.of(secret.getClientSecret().getValue()));
    }
    return request.getClientAuthentication() == null && request.getClientID() != null
        ? clients.authenticate(request.getClientID().getValue(), Optional.empty())
        : Uni.createFrom().item(Optional.empty());
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
}
