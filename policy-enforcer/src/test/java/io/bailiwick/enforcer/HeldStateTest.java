package io.bailiwick.enforcer;

import static org.hamcrest.Matchers.equalTo;

import io.bailiwick.event.EventCodec;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.event.WireEvent;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Organization;
import io.bailiwick.model.StateDigest;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Instant;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** An operator reads the versions that the enforcer holds. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class HeldStateTest extends Members {
  @Test
  void countsTheDeletedAndDoubtsTheUnreadable() {
    Organization organization = known(organizationOf("held"));
    String deleted =
        member(organization, IdentityStatus.DELETED, AccountStatus.DEPROVISIONED, Instant.EPOCH);
    String unreadable = member(organization);
    StateDigest.Sum all = new StateDigest.Sum();
    all.add(deleted, 1);
    all.add(unreadable, 1);
    digests("")
        .body("identities.count", equalTo(2))
        .body("identities.digest", equalTo(all.digest().digest()))
        .body("accounts.buckets", equalTo(all.digest().buckets()));

    WireEvent wire =
        EventCodec.encode(
            new IdentityEvent.Updated(
                SampleMember.identity(
                    unreadable, "held", 2, IdentityStatus.ACTIVE, Optional.empty(), now, now)),
            "/test");
    wire.headers().put("ce_type", "io.bailiwick.identity.updated.v9");
    EnforcerServers.send(Topics.IDENTITIES, wire, null);
    String bucket = "?buckets=" + StateDigest.bucket(unreadable);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> digests("/identities" + bucket).body("versions." + unreadable, equalTo(0)));
    digests("/accounts" + bucket).body("versions." + unreadable, equalTo(1));
    caller("bailiwick.check").get("/organizations/held/digests").then().statusCode(403);
  }

  private static ValidatableResponse digests(String query) {
    return caller("bailiwick.operate")
        .get("/organizations/held/digests" + query)
        .then()
        .statusCode(200);
  }
}
