package io.bailiwick.local;

import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The secrets that must survive a run together with its data.
 *
 * @param pepper the gateway's pepper, with which it also encrypts
 * @param scimTokens organization to token; tokens are shown once, so they are kept here
 */
record Secrets(String pepper, Map<String, String> scimTokens) {

  Secrets {
    scimTokens = new TreeMap<>(scimTokens);
  }

  /** Returns the secrets of a data folder, created if there are none. */
  static Secrets of(Path data) {
    Path file = file(data);
    try {
      if (Files.exists(file)) {
        return StrictJson.read(Files.readAllBytes(file), Secrets.class);
      }
    } catch (IOException | BadJson e) {
      throw new IllegalStateException(file + " cannot be read", e);
    }
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    Secrets secrets = new Secrets(HexFormat.of().formatHex(random), Map.of());
    secrets.write(data);
    return secrets;
  }

  /** Returns the gateway's configuration; its identity providers are on this machine too. */
  Map<String, String> gateway(Map<String, String> servers, String url) {
    Map<String, String> config = new HashMap<>(servers);
    config.put("bailiwick.gateway.url", url);
    config.put("bailiwick.gateway.token-pepper", pepper);
    config.put("bailiwick.gateway.encryption-key", pepper);
    config.put("bailiwick.gateway.private-identity-providers", "true");
    // The demo and the simulator push as fast as they can.
    config.put("bailiwick.gateway.scim-rate", "100000");
    return config;
  }

  void write(Path data) {
    Home.writePrivate(file(data), StrictJson.write(this));
  }

  private static Path file(Path data) {
    return data.resolve("secrets.json");
  }
}
