package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.jwk.RSAKey;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that the provider exchanges are fetched once, and only then. */
@GatewayTest
class ProviderKeyRotationTest extends HostileProvider {
  /** A key is looked for once; a token that names one that is nowhere costs no more than that. */
  @Test
  void aRotatedKeyIsFetchedOnceAndAnUnknownOneToo() {
    try (Connected other = Connected.make("rotating")) {
      int before = other.idp().keyFetches.get();
      other.idp().key = other.idp().anotherKey();
      new Browser().signIn(other.id(), other.idp(), eve()).then().statusCode(200);
      new Browser().signIn(other.id(), other.idp(), eve()).then().statusCode(200);
      assertThat(other.idp().keyFetches.get()).isEqualTo(before + 1);
      RSAKey nowhere = ScriptedIdp.thirdKey();
      for (int i = 0; i < 5; i++) {
        Browser browser = new Browser();
        URI authorization = browser.begin(other.id());
        String code =
            other.idp().code(authorization, eve(), claims -> ScriptedIdp.sign(claims, nowhere));
        browser.back(other.id(), authorization, code).then().statusCode(403);
      }
      assertThat(other.idp().keyFetches.get()).isEqualTo(before + 2);
    }
  }

  /** Some providers exchange the key pair under one id, or give their keys no id. */
  @ParameterizedTest
  @ValueSource(strings = {"the-key", ""})
  void aKeyExchangedUnderTheSameIdIsFetched(String kid) {
    try (Connected other = Connected.make("exchanging")) {
      for (int i = 0; i < 3; i++) {
        RSAKey next = i == 1 ? ScriptedIdp.thirdKey() : other.idp().anotherKey();
        other.idp().key = new RSAKey.Builder(next).keyID(kid.isEmpty() ? null : kid).build();
        new Browser().signIn(other.id(), other.idp(), eve()).then().statusCode(200);
      }
    }
  }

  @Test
  void manyWhoBringANewKeyAtOnceHaveItFetchedOnce() throws Exception {
    try (Connected other = Connected.make("rotating");
        ExecutorService pool = Executors.newFixedThreadPool(16)) {
      new Browser().signIn(other.id(), other.idp(), eve()).then().statusCode(200);
      other.idp().key = other.idp().anotherKey();
      int before = other.idp().keyFetches.get();
      List<Callable<Integer>> calls = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        ObjectNode person = ScriptedIdp.person("s-many-" + i, "many" + i);
        Browser browser = new Browser();
        URI authorization = browser.begin(other.id());
        String code = other.idp().code(authorization, person);
        calls.add(() -> browser.back(other.id(), authorization, code).statusCode());
      }
      other.idp().slowness = Duration.ofSeconds(1);
      for (Future<Integer> answer : pool.invokeAll(calls)) {
        assertThat(answer.get()).isEqualTo(200);
      }
      assertThat(other.idp().keyFetches.get()).isEqualTo(before + 1);
    }
  }
}
