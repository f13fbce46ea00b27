package io.bailiwick.local;

import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.check.Caller;
import io.bailiwick.embedded.Keycloak;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The parts that {@code --with-idp} adds: an identity provider, and a platform that people sign in
 * to.
 */
final class LocalIdp {
  private LocalIdp() {}

  /** Starts Keycloak with a realm for each organization. */
  static Keycloak start(Ports ports, String gateway, Path logs) {
    Map<String, String> realms = new LinkedHashMap<>();
    for (String organization : DemoOrganizations.IDS) {
      realms.put(organization, DemoRealm.of(organization, gateway));
    }
    return Keycloak.start(
        Home.keycloak(),
        realms,
        DemoRealm.PASSWORD,
        List.of(ports.identityProvider(), ports.identityProviderManagement()),
        logs.resolve("keycloak.log"));
  }

  /** Returns the settings of an enforcer, with the mapping of the edge if that is wanted. */
  static Map<String, String> enforcer(
      Map<String, String> servers, Ports ports, String gateway, boolean withEdge) {
    Map<String, String> settings = new HashMap<>(servers);
    settings.put("bailiwick.enforcer.url", "http://127.0.0.1:" + ports.enforcer());
    settings.put("bailiwick.enforcer.sign-in-url", gateway + "/sso");
    settings.put("bailiwick.enforcer.session-issuer", gateway);
    if (withEdge) {
      settings.put("bailiwick.enforcer.edge.routes", LocalEdge.routes().toString());
    }
    return settings;
  }

  /** Registers the example platform with the gateway and starts it. */
  static ExamplePlatform example(Ports ports, String gateway, Caller operator, Caller enforcer) {
    String url = ExamplePlatform.url(ports.example());
    URI callback = URI.create(url + "/callback");
    JsonNode client = DemoConnections.client(operator, url, callback.toString());
    ExampleSignIn signIn =
        ExampleSignIn.at(
            gateway,
            client.get("id").textValue(),
            client.get("clientSecret").textValue(),
            callback);
    return ExamplePlatform.start(ports.example(), signIn, enforcer);
  }
}
