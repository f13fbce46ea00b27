package io.bailiwick.gateway;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** People of an organization who leave at once, and the batches that hold them. */
abstract class Departures {
  Tenant acme = new Tenant("", "");

  @BeforeEach
  void anOrganization() {
    acme = Tenant.make("leavers");
  }

  Response delete(String id) {
    return acme.scim().delete("/Users/" + id);
  }

  Response deactivate(String id) {
    return acme.patch(id, "replace", "active", false);
  }

  String path(String below) {
    return "/organizations/" + acme.id() + "/deprovisionings" + below;
  }

  ValidatableResponse batches() {
    return operator("ada").get(path("")).then().statusCode(200);
  }

  /** The path of the one batch. */
  String batch() {
    return "/" + batches().extract().path("deprovisionings[0].id");
  }

  Response as(String administrator, String below) {
    return operator(administrator).post(path(below));
  }

  static RequestSpecification operator(String subject) {
    String token =
        GatewayServers.running()
            .issuer()
            .token(subject, "bailiwick.operate", Duration.ofMinutes(5));
    return Tenant.bearer(token).contentType(ContentType.JSON);
  }

  long held() throws SQLException {
    return rows("select count(*) from identity where organization = '%s' and deletion_held")
        .getFirst();
  }

  List<Long> numbers(String expression, String id) throws SQLException {
    return rows(
        "select " + expression + " from identity where organization = '%s' and id = '" + id + "'");
  }

  List<Long> rows(String sql) throws SQLException {
    List<Long> rows = new ArrayList<>();
    try (Connection connection = GatewayServers.owner();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql.formatted(acme.id()))) {
      while (found.next()) {
        rows.add(found.getLong(1));
      }
    }
    return rows;
  }
}
