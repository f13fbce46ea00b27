package io.bailiwick.embedded;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The platform's token issuer on one machine: OpenID discovery and a key set over HTTP, and access
 * tokens (RFC 9068, RS256) for the operator and for services.
 */
public final class TokenIssuer implements AutoCloseable {
  /** The audience of every token: the Bailiwick services. */
  public static final String AUDIENCE = "bailiwick";

  /** The client that gets tokens over HTTP: gateway and enforcer, as callers of each other. */
  public static final String CLIENT = "scim-gateway";

  private static final Pattern SCOPE = Pattern.compile("(?:^|&)scope=([\\w.-]+)");
  private static final Duration LIFE = Duration.ofMinutes(5);

  /**
   * The time for which a token is reused: a signature costs milliseconds, and tests request the
   * same token thousands of times.
   */
  private static final Duration REUSED = Duration.ofMinutes(1);

  private final HttpServer server;
  private final RSAKey key;
  private final String clientSecret = UUID.randomUUID().toString();
  private final Map<Request, Issued> issued = new ConcurrentHashMap<>();

  private TokenIssuer(HttpServer server, RSAKey key) {
    this.server = server;
    this.key = key;
  }

  /** Starts an issuer with a new key; port 0 takes a free one. */
  public static TokenIssuer start(int port) {
    try {
      RSAKey key =
          new RSAKeyGenerator(2048)
              .keyID(UUID.randomUUID().toString())
              .algorithm(JWSAlgorithm.RS256)
              .keyUse(KeyUse.SIGNATURE)
              .generate();
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
      TokenIssuer issuer = new TokenIssuer(server, key);
      server.createContext(
          "/.well-known/openid-configuration", exchange -> answer(exchange, issuer.metadata()));
      server.createContext("/jwks", exchange -> answer(exchange, issuer.keySet()));
      server.createContext("/token", issuer::grant);
      server.start();
      return issuer;
    } catch (IOException e) {
      throw new UncheckedIOException("the token issuer did not start on port " + port, e);
    } catch (JOSEException e) {
      throw new IllegalStateException("cannot make a signing key", e);
    }
  }

  /** Returns the secret of {@link #CLIENT}, which is another one after each start. */
  public String clientSecret() {
    return clientSecret;
  }

  /** Answers the grant {@code client_credentials} (RFC 6749 section 4.4) with the wanted scope. */
  private void grant(HttpExchange exchange) throws IOException {
    String pair = CLIENT + ":" + clientSecret;
    String known =
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Matcher scope = SCOPE.matcher(form);
    if (!known.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      answer(exchange, 401, "{\"error\":\"invalid_client\"}");
    } else if (!form.contains("grant_type=client_credentials") || !scope.find()) {
      answer(exchange, 400, "{\"error\":\"invalid_request\"}");
    } else {
      answer(
          exchange,
          200,
          "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",\"expires_in\":%d}"
              .formatted(token(CLIENT, scope.group(1), LIFE), LIFE.minus(REUSED).toSeconds()));
    }
  }

  /** Returns the issuer's URL. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * Returns an access token for the services, with its scopes and lifetime (negative: expired). A
   * token with a lifetime of five minutes or more may be up to a minute old.
   */
  public String token(String subject, String scopes, Duration life) {
    return token(subject, scopes, life, AUDIENCE);
  }

  /** Returns an access token for any audience. */
  public String token(String subject, String scopes, Duration life, String audience) {
    Request request = new Request(subject, scopes, life, audience);
    Instant now = Instant.now();
    if (life.compareTo(REUSED.multipliedBy(5)) < 0) {
      return sign(request, now);
    }
    return issued
        .compute(
            request,
            (same, last) ->
                last != null && last.at().plus(REUSED).isAfter(now)
                    ? last
                    : new Issued(now, sign(request, now)))
        .token();
  }

  private String sign(Request request, Instant now) {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256)
                  .type(new JOSEObjectType("at+jwt"))
                  .keyID(key.getKeyID())
                  .build(),
              new JWTClaimsSet.Builder()
                  .issuer(url())
                  .audience(request.audience())
                  .subject(request.subject())
                  .claim("scope", request.scopes())
                  .jwtID(UUID.randomUUID().toString())
                  .issueTime(Date.from(now))
                  .expirationTime(Date.from(now.plus(request.life())))
                  .build());
      token.sign(new RSASSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException("cannot sign a token", e);
    }
  }

  private String metadata() {
    return """
    {"issuer":"%1$s","jwks_uri":"%1$s/jwks","token_endpoint":"%1$s/token",\
    "authorization_endpoint":"%1$s/authorize","subject_types_supported":["public"],\
    "response_types_supported":["code"],"id_token_signing_alg_values_supported":["RS256"]}"""
        .formatted(url());
  }

  private String keySet() {
    return new JWKSet(key).toString(true);
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    answer(exchange, 200, json);
  }

  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private record Request(String subject, String scopes, Duration life, String audience) {}

  private record Issued(Instant at, String token) {}
}
