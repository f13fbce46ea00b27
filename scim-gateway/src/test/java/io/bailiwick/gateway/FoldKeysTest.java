package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;

import db.migration.V0190__FoldKeys;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.migration.Context;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that have the keys of before V0190, in the database that the gateway works with. */
@GatewayTest
class FoldKeysTest {
  private Tenant acme;

  @BeforeEach
  void anOrganization() {
    acme = Tenant.make("folded");
  }

  @Test
  void isAMigrationOfTheGateway() throws SQLException {
    assertThat(query("select success from flyway_schema_history where version = '0190'"))
        .containsExactly("t");
  }

  @Test
  void peopleAndGroupsAreFoundByTheirNewKeys() throws SQLException {
    String user =
        acme.scim()
            .body(
                """
                {"userName": "Straße", "title": "Maß", "emails": [
                  {"value": "Groß@acme.example", "type": "work"},
                  {"value": "Fuß@home.example", "type": "home"}]}""")
            .post("/Users")
            .path("id");
    String group = acme.scim().body(Map.of("displayName", "Füße")).post("/Groups").path("id");
    execute(
        "update identity set user_name_key = 'straße', email_key = 'groß@acme.example', search ="
            + " search || '{\"userName\": \"straße\", \"title\": \"maß\"}' where id = ?",
        user);
    execute("update further_email set email_key = 'fuß@home.example' where identity = ?", user);
    execute(
        "update user_group set display_name_key = 'füße', search ="
            + " search || '{\"displayName\": \"füße\"}' where id = ?",
        group);
    execute(
        "insert into invitation (organization, email_key, role, created_at)"
            + " values (?, 'spaß@acme.example', 'read', now())",
        acme.id());
    execute(
        "insert into invitation (organization, email_key, role, created_at)"
            + " values (?, 'spass@acme.example', 'admin', now() - interval '1 day')",
        acme.id());
    execute(
        "insert into scim_request (id, organization, at, token, method, target, name, status,"
            + " latency_micros) values (gen_random_uuid(), ?, now(), 't', 'GET', '/', 'straße', 404, 1)",
        acme.id());

    assertThat(migrate()).isEmpty();

    assertFinds("/Users", "userName eq \"STRASSE\"", user);
    assertFinds("/Users", "title eq \"mass\"", user);
    assertFinds("/Users", "emails eq \"gross@acme.example\"", user);
    assertFinds("/Users", "emails eq \"FUSS@home.example\"", user);
    assertFinds("/Groups", "displayName eq \"FÜSSE\"", group);
    assertThat(query("select search ->> 'displayName' from user_group where id = ?", group))
        .containsExactly("füsse");
    assertThat(query("select email_key from further_email where identity = ?", user))
        .containsExactly("fuss@home.example");
    assertThat(
            query(
                "select email_key || ' ' || role from invitation where organization = ?",
                acme.id()))
        .containsExactly("spass@acme.example read");
    assertThat(
            query(
                "select name from scim_request where organization = ? and status = 404", acme.id()))
        .containsExactly("strasse");
  }

  @Test
  void ofTwoWhoseKeysAreOneTheOlderGetsIt() throws SQLException {
    String older = acme.user("Weiß-Groß");
    String younger = acme.user("b");
    execute("update identity set user_name_key = 'weiß-groß' where id = ?", older);
    execute(
        "update identity set user_name_key = 'weiss-groß',"
            + " resource = resource || '{\"userName\": \"Weiss-Groß\"}' where id = ?",
        younger);

    assertThat(migrate())
        .containsExactly(
            "Two rows of identity of organization %s have one user_name_key now: %s has it, %s keeps its old one"
                .formatted(acme.id(), older, younger));

    assertFinds("/Users", "userName eq \"weiss-gross\"", older);
    assertThat(migrate()).hasSize(1);
    acme.patch(younger, "replace", "active", false).then().statusCode(200);
    acme.patch(older, "replace", "active", false).then().statusCode(200);
    assertFinds("/Users", "userName eq \"weiss-gross\"", older);

    acme.scim().delete("/Users/" + older).then().statusCode(204);
    acme.patch(younger, "replace", "active", true).then().statusCode(200);
    assertFinds("/Users", "userName eq \"weiss-gross\"", younger);
  }

  @Test
  void whoHasTheNewKeyAlreadyKeepsIt() throws SQLException {
    String older = acme.scim().body(Map.of("displayName", "Füße")).post("/Groups").path("id");
    String younger = acme.scim().body(Map.of("displayName", "b")).post("/Groups").path("id");
    execute("update user_group set display_name_key = 'füße' where id = ?", older);
    execute(
        "update user_group set display_name_key = 'füsse',"
            + " resource = resource || '{\"displayName\": \"Füsse\"}' where id = ?",
        younger);

    assertThat(migrate()).singleElement().asString().contains(younger + " has it, " + older);

    acme.scim()
        .body(Map.of("displayName", "Füße", "externalId", "e"))
        .put("/Groups/" + older)
        .then()
        .statusCode(200);
    acme.scim().body(Map.of("displayName", "FÜSSE")).put("/Groups/" + older).then().statusCode(409);
    acme.scim().body(Map.of("displayName", "Feet")).put("/Groups/" + older).then().statusCode(200);
    assertFinds("/Groups", "displayName eq \"FÜSSE\"", younger);
    assertFinds("/Groups", "displayName eq \"feet\"", older);
  }

  private void assertFinds(String endpoint, String filter, String id) {
    acme.scim()
        .queryParam("filter", filter)
        .get(endpoint)
        .then()
        .statusCode(200)
        .body("Resources.id", contains(id));
  }

  /** Runs the migration once more, and gives its warnings of this organization. */
  private List<String> migrate() throws SQLException {
    List<String> warnings = new CopyOnWriteArrayList<>();
    Handler handler = recording(warnings);
    Logger log = Logger.getLogger(V0190__FoldKeys.class.getName());
    log.addHandler(handler);
    try (Connection connection = GatewayServers.owner()) {
      connection.setAutoCommit(false);
      new V0190__FoldKeys()
          .migrate(
              new Context() {
                @Override
                public Configuration getConfiguration() {
                  return new FluentConfiguration();
                }

                @Override
                public Connection getConnection() {
                  return connection;
                }
              });
      connection.commit();
      return warnings.stream().filter(line -> line.contains(acme.id())).toList();
    } finally {
      log.removeHandler(handler);
    }
  }

  private static Handler recording(List<String> log) {
    return new Handler() {
      @Override
      public void publish(LogRecord line) {
        log.add(new PatternFormatter("%s").format(line));
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
  }

  private static void execute(String sql, String parameter) throws SQLException {
    try (Connection connection = GatewayServers.owner();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, parameter);
      assertThat(statement.executeUpdate()).isEqualTo(1);
    }
  }

  private static List<String> query(String sql, String... parameters) throws SQLException {
    List<String> values = new CopyOnWriteArrayList<>();
    try (Connection connection = GatewayServers.owner();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          values.add(rows.getString(1));
        }
      }
    }
    return values;
  }
}
