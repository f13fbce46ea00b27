package io.bailiwick.gateway;

import io.bailiwick.embedded.LocalServers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The real PostgreSQL, Kafka and token issuer that the gateway's tests run against. */
public class GatewayServers implements QuarkusTestResourceLifecycleManager {
  private static @Nullable LocalServers running;

  static LocalServers running() {
    return Objects.requireNonNull(running);
  }

  @Override
  public Map<String, String> start() {
    running = LocalServers.forTests();
    Map<String, String> config = new HashMap<>(running.config("gateway"));
    config.put("bailiwick.gateway.url", "https://scim.bailiwick.example");
    config.put("bailiwick.gateway.token-pepper", "a pepper for tests, 32 characters");
    config.put("bailiwick.gateway.encryption-key", "an encryption key for tests, 32 characters");
    return config;
  }

  @Override
  public void stop() {
    running().close();
  }
}
