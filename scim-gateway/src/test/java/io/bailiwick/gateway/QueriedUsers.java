package io.bailiwick.gateway;

import io.bailiwick.gateway.secrets.Sealer;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;

/** An organization with users to be found. */
abstract class QueriedUsers {
  @Inject Sealer sealer;

  Tenant acme;

  @BeforeEach
  void anOrganization() {
    acme = Tenant.make("query");
  }

  String create(Object user) {
    return Calls.created(() -> Calls.scim(acme).post("/Users", user));
  }

  ValidatableResponse list(String... parameters) {
    var request = acme.scim();
    for (int i = 0; i < parameters.length; i += 2) {
      request = request.queryParam(parameters[i], parameters[i + 1]);
    }
    return request.get("/Users").then();
  }
}
