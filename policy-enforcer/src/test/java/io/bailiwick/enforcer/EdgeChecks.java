package io.bailiwick.enforcer;

import io.bailiwick.model.Organization;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** Requests at the edge of members of an organization, and of jane of acme. */
abstract class EdgeChecks extends Members {
  final GatewayKeys gateway = EnforcerServers.gateway();

  Organization acme = organizationOf("acme");

  @BeforeEach
  void anOrganization() {
    acme = known(organizationOf("at-the-edge"));
  }

  String token(String account) {
    String organization = account.equals(jane) ? "acme" : acme.id();
    return gateway.token(gateway.claims(account, organization, "s", now));
  }

  static Map<String, String> bearer(String token) {
    return Map.of("authorization", "Bearer " + token);
  }
}
