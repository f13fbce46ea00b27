package io.bailiwick.gateway.signin.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.SubjectType;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.gateway.signin.rules.Connection;
import io.bailiwick.gateway.signin.rules.ConnectionSettings;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where signatures are verified, and how many at a time. */
class ProviderTokensTest {
  private static final URI ISSUER = URI.create("https://idp.example");
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicInteger now = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  /** A key set that takes long to look through, as a hostile one does. */
  @SuppressWarnings("serial")
  private final class SlowKeys extends JWKSet {
    SlowKeys(JWK key) {
      super(key);
    }

    @Override
    public List<JWK> getKeys() {
      looks.incrementAndGet();
      threads.add(Thread.currentThread());
      most.accumulateAndGet(now.incrementAndGet(), Math::max);
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      now.decrementAndGet();
      return super.getKeys();
    }
  }

  private ProviderTokens with(JWKSet keys) {
    return new ProviderTokens(
        new ProviderDocuments(IdpHttpTest.http(java.util.Map.of())) {
          @Override
          Uni<JWKSet> keys(Connection of, OIDCProviderMetadata provider, @Nullable String kid) {
            return Uni.createFrom().item(keys);
          }

          @Override
          Uni<JWKSet> keysAgain(Connection of, OIDCProviderMetadata provider, JWKSet tried) {
            return Uni.createFrom().item(keys);
          }
        });
  }

  private static SignedJWT token(ECKey key) throws Exception {
    Instant now = Instant.now();
    SignedJWT token =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.ES256),
            new JWTClaimsSet.Builder()
                .issuer(ISSUER.toString())
                .audience("client")
                .subject("jane")
                .claim("nonce", "n")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(60)))
                .build());
    token.sign(new ECDSASigner(key));
    return SignedJWT.parse(token.serialize());
  }

  @Test
  void verifiesOnOtherThreadsAndFewAtATime() throws Exception {
    ECKey key = new ECKeyGenerator(Curve.P_256).generate();
    ProviderTokens tokens = with(new SlowKeys(key.toPublicJWK()));
    SignedJWT token = token(key);
    List<CompletableFuture<JWTClaimsSet>> all =
        Stream.generate(() -> verified(tokens, token).subscribeAsCompletionStage())
            .limit(30)
            .toList();
    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(20, TimeUnit.SECONDS);
    assertThat(most.get()).isLessThanOrEqualTo(2);
    assertThat(threads).isNotEmpty().doesNotContain(Thread.currentThread());

    looks.set(0);
    verified(tokens, token).await().indefinitely();
    int ofOneVerification = looks.getAndSet(0);
    SignedJWT forged = token(new ECKeyGenerator(Curve.P_256).generate());
    assertThatExceptionOfType(CheckFailed.class)
        .isThrownBy(() -> verified(tokens, forged).await().indefinitely());
    // The provider still has the same keys, with which it would fail again.
    assertThat(looks.get()).isEqualTo(ofOneVerification);
  }

  private static Uni<JWTClaimsSet> verified(ProviderTokens tokens, SignedJWT token) {
    Connection connection =
        Connection.draft(
            "con_1",
            "acme",
            ConnectionSettings.initial(ISSUER, "client"),
            Optional.empty(),
            Instant.EPOCH);
    OIDCProviderMetadata provider =
        new OIDCProviderMetadata(
            new Issuer(ISSUER), List.of(SubjectType.PUBLIC), URI.create(ISSUER + "/jwks"));
    return tokens.idToken(connection, provider, token, "n");
  }
}
