package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.gateway.keys.SigningKeys;
import io.bailiwick.gateway.secrets.Renewal;
import io.bailiwick.gateway.secrets.Sealer;
import io.bailiwick.gateway.secrets.Sealer.Purpose;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The encryption key changes while replicas run: the former one opens, the current one seals. */
@GatewayTest
class EncryptionKeyChangeTest {
  @Inject EncryptionKeyChange change;
  @Inject Sealer sealer;
  @Inject SigningKeys signingKeys;

  private static Sealer under(String key, String former) {
    GatewaySettings settings =
        new SmallRyeConfigBuilder()
            .withMapping(GatewaySettings.class)
            .withDefaultValues(
                Map.of(
                    "bailiwick.gateway.url",
                    "https://gateway.example",
                    "bailiwick.gateway.token-pepper",
                    "x",
                    "bailiwick.gateway.encryption-key",
                    key,
                    "bailiwick.gateway.former-encryption-keys",
                    former))
            .build()
            .getConfigMapping(GatewaySettings.class);
    return new Sealer(settings);
  }

  @Test
  void eachOfTheFormerKeysOpensAndNoOther() {
    byte[] plain = "secret".getBytes(StandardCharsets.UTF_8);
    byte[] oldest = under("a", "").seal(Purpose.CURSOR, "here", plain);
    byte[] newest = under("c", "b,a").seal(Purpose.CURSOR, "here", plain);
    assertThat(under("c", "b,a").open(Purpose.CURSOR, "here", oldest)).contains(plain);
    assertThat(under("b", "c").open(Purpose.CURSOR, "here", newest)).contains(plain);
    assertThat(under("c", "b").open(Purpose.CURSOR, "here", oldest)).isEmpty();
    assertThat(under("c", "b,a").open(Purpose.CURSOR, "there", oldest)).isEmpty();
    assertThat(under("c", "b,a").open(Purpose.SIGNING_KEY, "here", oldest)).isEmpty();
    assertThat(under("c", "b,a").renewal(Purpose.CURSOR, "here", newest))
        .isEqualTo(new Renewal.Current());
    assertThat(under("c", "b").renewal(Purpose.CURSOR, "here", oldest))
        .isEqualTo(new Renewal.Unreadable());
    assertThat(under("c", "b,a").renewal(Purpose.CURSOR, "here", oldest))
        .isInstanceOfSatisfying(
            Renewal.Renewed.class,
            again ->
                assertThat(under("c", "").open(Purpose.CURSOR, "here", again.sealed()))
                    .contains(plain));
  }

  @Test
  void whatIsStoredComesUnderTheCurrentKey() throws Throwable {
    try (Connected acme = Connected.make("acme");
        Connection owner = GatewayServers.owner()) {
      owner
          .createStatement()
          .execute("select set_config('app.organization', '%s', false)".formatted(acme.id()));
      VertxContextSupport.subscribeAndAwait(signingKeys::active);
      Sealer former = under(GatewayServers.FORMER_KEY, "");
      Sealer current = under(GatewayServers.KEY, "");
      String secret = "select secret, id from connection where id = '" + acme.connection() + "'";
      String key = "select sealed, kid from signing_key order by active_from desc limit 1";
      store(
          owner,
          "update connection set secret = ? where id = ?",
          secret,
          Purpose.CONNECTION_SECRET,
          former);
      store(
          owner,
          "update signing_key set sealed = ? where kid = ?",
          key,
          Purpose.SIGNING_KEY,
          former);
      assertThat(stored(owner, secret, Purpose.CONNECTION_SECRET, current)).isEmpty();
      // The schedule may have come first.
      assertThat(VertxContextSupport.subscribeAndAwait(change::renew).unreadable()).isZero();
      assertThat(stored(owner, secret, Purpose.CONNECTION_SECRET, current))
          .isEqualTo(ScriptedIdp.SECRET);
      assertThat(stored(owner, key, Purpose.SIGNING_KEY, current)).contains("\"kty\":\"RSA\"");
      assertThat(VertxContextSupport.subscribeAndAwait(change::renew))
          .isEqualTo(Renewal.Count.NONE);
    }
  }

  /** Seals what a row holds under another key. */
  private void store(Connection owner, String update, String select, Purpose purpose, Sealer former)
      throws SQLException {
    try (ResultSet row = owner.createStatement().executeQuery(select);
        PreparedStatement statement = owner.prepareStatement(update)) {
      assertThat(row.next()).isTrue();
      byte[] plain = sealer.open(purpose, row.getString(2), row.getBytes(1)).orElseThrow();
      statement.setBytes(1, former.seal(purpose, row.getString(2), plain));
      statement.setString(2, row.getString(2));
      assertThat(statement.executeUpdate()).isEqualTo(1);
    }
  }

  private static String stored(Connection owner, String select, Purpose purpose, Sealer by)
      throws SQLException {
    try (ResultSet row = owner.createStatement().executeQuery(select)) {
      assertThat(row.next()).isTrue();
      return by.open(purpose, row.getString(2), row.getBytes(1))
          .map(plain -> new String(plain, StandardCharsets.UTF_8))
          .orElse("");
    }
  }
}
