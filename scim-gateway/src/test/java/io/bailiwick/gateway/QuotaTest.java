package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** How much an organization may have; the limits are those of {@link GatewayServers}. */
@GatewayTest
class QuotaTest {

  @Test
  void fullOrganizationsGetNoMoreIdentities() throws Exception {
    try (Connected acme = Connected.make("full")) {
      Tenant tenant = acme.tenant();
      ManyUsers.fill(tenant, GatewayServers.IDENTITIES - 1);
      String last = tenant.user("last");
      refused(create(tenant, "more"), GatewayServers.IDENTITIES + " identities");
      Browser browser = new Browser();
      browser
          .signIn(acme.id(), acme.idp(), ScriptedIdp.person("s-more", "more"))
          .then()
          .statusCode(403);
      assertThat(browser.hasSession()).isFalse();
      tenant.patch(last, "replace", "title", "CTO").then().statusCode(200);
      tenant.scim().delete("/Users/" + last).then().statusCode(204);
      create(tenant, "more").then().statusCode(201);
      Tenant.make("roomy").user("more");
    }
  }

  /** Each deleted one is remembered for good, so they cannot be made and deleted without end. */
  @Test
  void deletedIdentitiesCount() throws Exception {
    Tenant acme = Tenant.make("churn");
    ManyUsers.fill(acme, GatewayServers.DELETED_IDENTITIES);
    sql(acme, "update identity set deleted = true where organization = '%s'");
    refused(create(acme, "jane"), GatewayServers.DELETED_IDENTITIES + " deleted identities");
  }

  @Test
  void groupsCount() throws Exception {
    Tenant acme = Tenant.make("groups");
    ManyUsers.group(acme, 0, GatewayServers.GROUPS - 1, 0);
    group(acme, "last").then().statusCode(201);
    refused(group(acme, "more"), GatewayServers.GROUPS + " groups");
  }

  private static void refused(Response answer, String reached) {
    answer
        .then()
        .statusCode(403)
        .body("status", equalTo("403"))
        .body("detail", containsString("has " + reached));
  }

  private static Response create(Tenant tenant, String name) {
    return tenant.scim().body("{\"userName\":\"" + name + "\"}").post("/Users");
  }

  private static Response group(Tenant tenant, String name) {
    return tenant.scim().body("{\"displayName\":\"" + name + "\"}").post("/Groups");
  }

  private static void sql(Tenant tenant, String statement) throws SQLException {
    try (Connection connection = GatewayServers.runtime();
        Statement sql = connection.createStatement()) {
      sql.execute("select set_config('app.organization', '%s', false)".formatted(tenant.id()));
      sql.execute(statement.formatted(tenant.id()));
    }
  }
}
