package io.bailiwick.enforcer;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The key set of a gateway, and tokens as it makes them, good and bad. */
final class GatewayKeys implements AutoCloseable {
  private final HttpServer server;
  final AtomicInteger fetches = new AtomicInteger();
  volatile RSAKey key = newKey();

  /** Holds back the keys while it is not zero. */
  volatile CountDownLatch hanging = new CountDownLatch(0);

  private GatewayKeys(HttpServer server) {
    this.server = server;
  }

  static GatewayKeys start() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      GatewayKeys keys = new GatewayKeys(server);
      server.createContext(
          "/oauth2/jwks",
          exchange -> {
            keys.fetches.incrementAndGet();
            keys.awaitRelease();
            byte[] body =
                new JWKSet(keys.key).toPublicJWKSet().toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
          });
      server.start();
      return keys;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitRelease() {
    try {
      hanging.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static RSAKey newKey() {
    try {
      return new RSAKeyGenerator(2048).keyIDFromThumbprint(true).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  JWTClaimsSet.Builder claims(String account, String organization, String sid, Instant at) {
    return new JWTClaimsSet.Builder()
        .issuer(url())
        .subject(account)
        .audience("a client")
        .claim("organization", organization)
        .claim("sid", sid)
        .claim("auth_time", at.getEpochSecond())
        .claim("authenticated_at", at.toString())
        .expirationTime(Date.from(Instant.now().plusSeconds(300)));
  }

  String token(JWTClaimsSet.Builder claims) {
    return token(claims, "at+jwt", key);
  }

  static String token(JWTClaimsSet.Builder claims, String type, RSAKey key) {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.RS256)
                  .type(new JOSEObjectType(type))
                  .keyID(key.getKeyID())
                  .build(),
              claims.build());
      token.sign(new RSASSASigner(key));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Signed with the public key as if it were a shared secret. */
  String confused(JWTClaimsSet.Builder claims) {
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(JWSAlgorithm.HS256)
                  .type(new JOSEObjectType("at+jwt"))
                  .keyID(key.getKeyID())
                  .build(),
              claims.build());
      token.sign(new MACSigner(key.toRSAPublicKey().getEncoded()));
      return token.serialize();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
