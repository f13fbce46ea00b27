package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Three organizations whose people and groups have the same names, keys and addresses, at once: no
 * answer ever holds what another one wrote.
 */
@GatewayTest
class IsolationTest {
  private static final int PEOPLE = 8;
  private static final int ORGANIZATIONS = 3;

  /** How many are sent; CONTRIBUTING.md says how to send more. */
  private static final int REQUESTS = Integer.getInteger("bailiwick.test.requests", 450);

  private static final long SEED = 20_261_124;

  @Test
  void noAnswerHoldsWhatAnotherOrganizationWrote() throws Exception {
    List<Organization> organizations =
        IntStream.range(0, ORGANIZATIONS).mapToObj(Organization::make).toList();
    organizations.forEach(Organization::fill);
    try (ExecutorService pool = Executors.newFixedThreadPool(ORGANIZATIONS)) {
      List<Future<?>> running = new ArrayList<>();
      for (Organization organization : organizations) {
        running.add(pool.submit(() -> organization.play(organizations)));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
    for (Organization organization : organizations) {
      String log =
          Tenant.operator()
              .accept("application/x-ndjson")
              .get("/organizations/" + organization.tenant.id() + "/scim-requests")
              .then()
              .statusCode(200)
              .extract()
              .asString();
      assertThat(log).isNotEmpty();
      organization.holdsNoneOf(log, organizations);
    }
    assertThat(foreignRows(organizations)).isEmpty();
  }

  /** The tables where a row of one organization holds what another one wrote. */
  private static List<String> foreignRows(List<Organization> organizations) throws SQLException {
    List<String> foreign = new ArrayList<>();
    try (Connection connection = GatewayServers.owner();
        Statement sql = connection.createStatement()) {
      for (String table : tables(sql, "true")) {
        for (Organization one : organizations) {
          for (Organization other : organizations) {
            String found =
                "select 1 from %s t where organization = '%s' and t::text like '%%%s%%' limit 1"
                    .formatted(table, one.tenant.id(), other.canary);
            if (one.isForeign(other) && !strings(sql, found).isEmpty()) {
              foreign.add(table);
            }
          }
        }
      }
    }
    return foreign;
  }

  /** Row-level security stands behind every query; a table that is new must not be left out. */
  @Test
  void everyTableOfOrganizationsKeepsThemApart() throws Exception {
    try (Connection connection = GatewayServers.owner();
        Statement sql = connection.createStatement()) {
      // A token is looked up before it is known whose it is.
      assertThat(tables(sql, "not c.relrowsecurity")).containsExactly("scim_token");
    }
  }

  /** The tables whose rows belong to organizations, of which a condition holds. */
  private static List<String> tables(Statement sql, String condition) throws SQLException {
    return strings(
        sql,
        "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid"
            + " where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace"
            + " and a.attname = 'organization' and "
            + condition);
  }

  private static List<String> strings(Statement sql, String query) throws SQLException {
    List<String> strings = new ArrayList<>();
    try (ResultSet rows = sql.executeQuery(query)) {
      while (rows.next()) {
        strings.add(rows.getString(1));
      }
    }
    return strings;
  }

  /** An organization with its canary: a text that nobody else writes. */
  private record Organization(
      Tenant tenant,
      String canary,
      Random random,
      Map<Integer, String> users,
      List<String> groups) {

    static Organization make(int number) {
      return new Organization(
          Tenant.make("isolated"),
          "canary" + number + "canary",
          new Random(SEED + number),
          new ConcurrentHashMap<>(),
          new ArrayList<>());
    }

    void fill() {
      Tenant.operator()
          .queryParam("resourceType", "User")
          .body(
              Map.of(
                  "id",
                  "urn:example:same:User",
                  "name",
                  "Same",
                  "attributes",
                  List.of(Map.of("name", "note", "type", "string", "description", canary))))
          .put("/organizations/" + tenant.id() + "/scim/schemas/urn:example:same:User")
          .then()
          .statusCode(201);
      for (int person = 0; person < PEOPLE; person++) {
        users.put(
            person,
            tenant
                .scim()
                .body(user(person))
                .post("/Users")
                .then()
                .statusCode(201)
                .extract()
                .path("id"));
      }
      groups.add(
          tenant
              .scim()
              .body(Map.of("displayName", "Engineers", "externalId", canary))
              .post("/Groups")
              .then()
              .statusCode(201)
              .extract()
              .path("id"));
    }

    private Map<String, Object> user(int person) {
      return Map.of(
          "userName",
          "person" + person + "@same.example",
          "externalId",
          "key-" + person,
          "title",
          canary,
          "nickName",
          canary,
          "emails",
          List.of(Map.of("value", "person" + person + "@same.example")));
    }

    void play(List<Organization> all) {
      for (int i = 0; i < REQUESTS / ORGANIZATIONS; i++) {
        Response answer = request(all);
        assertThat(answer.statusCode()).isLessThan(500);
        holdsNoneOf(answer.asString(), all);
      }
    }

    void holdsNoneOf(String text, List<Organization> all) {
      for (Organization other : all) {
        if (isForeign(other)) {
          assertThat(text).doesNotContain(other.canary, other.tenant.id() + "/");
        }
      }
    }

    private Response request(List<Organization> all) {
      Organization other = all.get(random.nextInt(all.size()));
      int person = random.nextInt(PEOPLE);
      String id = other.users.get(person);
      String own = users.get(person);
      return switch (random.nextInt(15)) {
        case 0 -> filtered("/Users", "userName eq \"person" + person + "@same.example\"");
        case 1 -> filtered("/Users", "title sw \"canary\" or id eq \"" + id + "\"");
        case 2 -> filtered("/Groups", "displayName eq \"Engineers\" or members eq \"" + id + "\"");
        case 3 -> foreign(other, tenant.scim().get("/Users/" + id));
        case 4 -> foreign(other, tenant.scim().get("/Groups/" + other.groups.getFirst()));
        case 5 ->
            foreign(
                other,
                tenant
                    .scim()
                    .body(patch("replace", "displayName", "\"" + canary + "\""))
                    .patch("/Users/" + id));
        case 6 ->
            tenant
                .scim()
                .body(patch("add", "members", "[{\"value\":\"" + id + "\"}]"))
                .patch("/Groups/" + groups.getFirst());
        case 7 -> tenant.scim().body(user(person)).put("/Users/" + own);
        case 8 -> foreign(other, tenant.scim().body(user(person)).put("/Users/" + id));
        case 9 ->
            tenant
                .scim()
                .body(
                    """
                    {"Operations":[
                      {"method":"PATCH","path":"/Users/%s","data":{"Operations":[
                        {"op":"replace","path":"title","value":"%s"}]}},
                      {"method":"PUT","path":"/Groups/%s","data":{"displayName":"Engineers",
                        "externalId":"%s"}}]}"""
                        .formatted(own, canary, groups.getFirst(), canary))
                .post("/Bulk");
        case 10 ->
            foreign(
                other,
                tenant
                    .scim()
                    .body(patch("replace", "displayName", "\"Stolen\""))
                    .patch("/Groups/" + (isForeign(other) ? other.groups.getFirst() : "none")));
        case 11 ->
            foreign(other, tenant.scim().delete("/Users/" + (isForeign(other) ? id : "none")));
        case 12 -> byTheCursorOf(other);
        case 13 -> tenant.scim().get("/Schemas");
        default -> page(tenant, "");
      };
    }

    private boolean isForeign(Organization other) {
      return !other.equals(this);
    }

    private Response page(Tenant whose, String cursor) {
      return whose.scim().queryParam("cursor", cursor).queryParam("count", 3).get("/Users");
    }

    private Response byTheCursorOf(Organization other) {
      String cursor = page(other.tenant, "").path("nextCursor");
      Response answer = page(tenant, cursor);
      assertThat(answer.statusCode()).isEqualTo(isForeign(other) ? 400 : 200);
      return answer;
    }

    private Response foreign(Organization other, Response answer) {
      if (isForeign(other)) {
        assertThat(answer.statusCode()).isEqualTo(404);
      }
      return answer;
    }

    private Response filtered(String endpoint, String filter) {
      return tenant.scim().queryParam("filter", filter).get(endpoint);
    }

    private static String patch(String op, String path, String value) {
      return "{\"Operations\":[{\"op\":\"%s\",\"path\":\"%s\",\"value\":%s}]}"
          .formatted(op, path, value);
    }
  }
}
