package io.bailiwick.gateway.oidc;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.bailiwick.gateway.GatewaySettings;
import io.bailiwick.gateway.signin.CheckFailed;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Identity providers are named by people who must not reach the machines around the gateway. */
class IdpHttpTest {
  private static final Map<String, String> REQUIRED =
      Map.of(
          "bailiwick.gateway.url", "https://gateway.example",
          "bailiwick.gateway.token-pepper", "x",
          "bailiwick.gateway.encryption-key", "x");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.1.2.3/",
        "https://172.16.0.1/",
        "https://192.168.1.1/",
        "https://100.64.0.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[fd00::1]/",
        "https://[fe80::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "http://93.184.215.14/"
      })
  void onlyPublicHostsAreCalled(String url) {
    GatewaySettings settings =
        new SmallRyeConfigBuilder()
            .withMapping(GatewaySettings.class)
            .withDefaultValues(REQUIRED)
            .build()
            .getConfigMapping(GatewaySettings.class);
    IdpHttp http = new IdpHttp(settings, new SimpleMeterRegistry());
    assertThatExceptionOfType(CheckFailed.class)
        .isThrownBy(() -> http.get(URI.create(url)).await().indefinitely())
        .withMessageContaining("private network");
  }
}
