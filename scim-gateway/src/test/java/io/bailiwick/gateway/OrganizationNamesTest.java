package io.bailiwick.gateway;

import static org.hamcrest.Matchers.equalTo;

import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.Profile;
import io.bailiwick.model.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** An id, a suffix and a handle belong to one organization. */
@GatewayTest
class OrganizationNamesTest {
  /** A handle of one organization must never look like another's: sign-in goes by its end. */
  @Test
  void noSuffixEndsWithAnothers() {
    Tenant smith = Tenant.make("smith");
    String longer = "x-" + smith.id();
    Tenant.operator()
        .body(Map.of("id", longer))
        .post("/organizations")
        .then()
        .statusCode(409)
        .body("member", equalTo("handles.suffix"));
    Tenant.operator()
        .body(Map.of("id", longer, "handles", Map.of("suffix", "y" + smith.id())))
        .post("/organizations")
        .then()
        .statusCode(201);
    Tenant.operator()
        .body(Map.of("handles", Map.of("suffix", "x-" + smith.id())))
        .patch("/organizations/" + longer)
        .then()
        .statusCode(409)
        .body("member", equalTo("handles.suffix"));
    String end = smith.id().substring(smith.id().indexOf('-') + 1);
    Tenant.operator()
        .body(Map.of("handles", Map.of("suffix", end)))
        .patch("/organizations/" + longer)
        .then()
        .statusCode(409)
        .body("member", equalTo("handles.suffix"));
  }

  /** Organizations and handles are one namespace; whose a handle is, sign-in knows. */
  @Test
  void aHandleIsNobodysOrganization() {
    Tenant acme = Tenant.make("acme");
    String id = acme.user("zoe");
    String handle = "zoe-of-old";
    GatewayServers.tellOf(
        new Account(
            id,
            acme.id(),
            1,
            1,
            AccountStatus.ACTIVE,
            Optional.of(handle),
            Role.READ,
            Optional.empty(),
            List.of(),
            Set.of(),
            Optional.empty(),
            Profile.EMPTY,
            Instant.now(),
            Instant.now()));
    // Until the handle is known here the suffix is refused, so that nothing is made.
    Awaitility.await()
        .untilAsserted(
            () ->
                Tenant.operator()
                    .body(Map.of("id", handle, "handles", Map.of("suffix", acme.id())))
                    .post("/organizations")
                    .then()
                    .statusCode(409)
                    .body("member", equalTo("id")));
  }

  @Test
  void thereIsOneOrganizationPerId() {
    Tenant acme = Tenant.make("acme");
    Tenant.operator().body(Map.of("id", acme.id())).post("/organizations").then().statusCode(409);
  }
}
