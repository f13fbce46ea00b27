package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What identity providers ask for before each change is answered by an index: PostgreSQL counts how
 * many rows it has read, however many there are.
 */
@GatewayTest
class QueryPlanTest {
  private static final int USERS = 20_000;
  private static final int GROUPS = 10_000;
  private static final int MEMBERS = 2;
  private static final int ROUNDS = 10;
  private static final Duration BEHIND = Duration.ofMillis(1100);
  private static final List<String> TABLES =
      List.of("identity", "user_group", "membership", "further_email");

  private Tenant acme;

  /** PostgreSQL has looked at its tables before the large organizations came, and not since. */
  @BeforeEach
  void manyUsersWhomTheStatisticsDoNotKnow() throws SQLException {
    for (int n = 0; n < 3; n++) {
      ManyUsers.fill(Tenant.make("small"), 200);
    }
    for (String table : TABLES) {
      asOwner("alter table " + table + " set (autovacuum_enabled = false)");
    }
    asOwner("analyze");
    acme = Tenant.make("plans");
    ManyUsers.fill(acme, USERS);
    ManyUsers.group(acme, USERS, GROUPS, MEMBERS);
    ManyUsers.fill(Tenant.make("others"), USERS);
  }

  @AfterEach
  void asItWas() throws SQLException {
    for (String table : TABLES) {
      asOwner("alter table " + table + " reset (autovacuum_enabled)");
    }
  }

  private static void asOwner(String statement) throws SQLException {
    try (Connection connection = GatewayServers.owner();
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  @Test
  void theHotFiltersReadByAnIndex() throws Exception {
    String group =
        acme.scim()
            .body(
                Map.of(
                    "displayName",
                    "Engineers",
                    "members",
                    List.of(Map.of("value", ManyUsers.id(acme, 7)))))
            .post("/Groups")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    String others =
        acme.scim()
            .body(Map.of("displayName", "Others"))
            .post("/Groups")
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    ask(group, others, 1);
    asOwner("analyze");
    ask(group, others, 1 + ROUNDS);
  }

  private void ask(String group, String others, int from) throws SQLException {
    settle();
    long before = rowsRead();
    for (int n = from; n < from + ROUNDS; n++) {
      one("/Users", "userName eq \"F" + n + "@X\"");
      one("/Users", "externalId eq \"f" + n + "\"");
      one("/Users", "emails[type eq \"work\"].value eq \"f" + n + "@x\"");
      one("/Users", "emails eq \"f" + n + "@x\"");
      one("/Users", "id eq \"" + ManyUsers.id(acme, n) + "\" and userName pr");
      one("/Users", "groups.value eq \"" + group + "\"");
      one("/Groups", "displayName eq \"ENGINEERS\"");
      one("/Groups", "id eq \"%s\" and members eq \"%s\"".formatted(group, ManyUsers.id(acme, 7)));
      acme.scim()
          .body(
              "{\"Operations\":[{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"%s\"}]}]}"
                  .formatted(ManyUsers.id(acme, n)))
          .patch("/Groups/" + others)
          .then()
          .statusCode(200);
      acme.user("new" + n);
    }
    settle();
    // All of them together read less than one of them would in each round without its index. The
    // first new one of a minute has everybody and every group counted, and a minute may end here.
    assertThat(rowsRead() - before).isLessThan(2 * (USERS + GROUPS) + GROUPS);
  }

  private void one(String endpoint, String filter) {
    acme.scim()
        .queryParam("filter", filter)
        .get(endpoint)
        .then()
        .statusCode(200)
        .body("totalResults", equalTo(1));
  }

  /**
   * Statistics are up to a second behind: they are settled when they stay as they are for longer.
   */
  private static void settle() {
    long[] last = {-1};
    long[] since = {System.nanoTime()};
    Awaitility.await()
        .pollInterval(Duration.ofMillis(200))
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              long now = rowsRead();
              if (now != last[0]) {
                last[0] = now;
                since[0] = System.nanoTime();
              }
              return System.nanoTime() - since[0] > BEHIND.toNanos();
            });
  }

  private static long rowsRead() throws SQLException {
    try (Connection connection = GatewayServers.runtime();
        Statement sql = connection.createStatement();
        ResultSet read =
            sql.executeQuery(
                """
                select (select sum(seq_tup_read) from pg_stat_user_tables
                        where relname in ('identity', 'user_group', 'membership', 'further_email'))
                     + (select sum(idx_tup_read) from pg_stat_user_indexes
                        where relname in ('identity', 'user_group', 'membership', 'further_email'))
                """)) {
      read.next();
      return read.getLong(1);
    }
  }
}
