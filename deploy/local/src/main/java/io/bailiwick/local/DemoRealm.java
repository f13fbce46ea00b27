package io.bailiwick.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** The realm of an organization in the local identity provider: two people, three groups. */
final class DemoRealm {
  /** The password of all people: the provider listens on loopback only. */
  static final String PASSWORD = "local";

  /** The client secret of every realm. */
  static final String SECRET = "a local client secret, 32 letters";

  private DemoRealm() {}

  /** Returns the realm's representation, as Keycloak imports it. */
  static String of(String organization, String gateway) {
    String json = template();
    Map<String, String> values =
        Map.of(
            "realm", organization,
            "gateway", gateway,
            "secret", SECRET,
            "password", PASSWORD,
            "boss", id(organization, "boss"),
            "mia", id(organization, "mia"));
    for (Map.Entry<String, String> value : values.entrySet()) {
      json = json.replace("${" + value.getKey() + "}", value.getValue());
    }
    return json;
  }

  /**
   * Returns the key of a person, the same at every start: {@code sub} in tokens, externalId in
   * SCIM.
   */
  static String id(String organization, String userName) {
    return UUID.nameUUIDFromBytes((organization + "/" + userName).getBytes(StandardCharsets.UTF_8))
        .toString();
  }

  private static String template() {
    try (InputStream in = DemoRealm.class.getResourceAsStream("/realm.json")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
