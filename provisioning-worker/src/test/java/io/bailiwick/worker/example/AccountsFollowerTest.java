package io.bailiwick.worker.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.event.Topics;
import io.bailiwick.model.ManagedId;
import io.bailiwick.worker.Wire;
import io.bailiwick.worker.WorkerServers;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A platform that follows the topic has the accounts, whatever it reads twice. */
@QuarkusTest
@WithTestResource(value = WorkerServers.class, scope = TestResourceScope.GLOBAL)
class AccountsFollowerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String organization = "follow-" + UUID.randomUUID().toString().substring(0, 8);
  private final String id = ManagedId.of(UUID.randomUUID());

  @Test
  void thePlatformHasWhatTheWorkerHas() throws Exception {
    try (Connection platform = WorkerServers.runtime();
        Statement sql = platform.createStatement()) {
      sql.execute(
          """
          create temp table platform_account (
              id text primary key, version bigint not null, handle text, status text not null,
              role text not null, grants jsonb not null, content_due_at timestamptz)""");
      platform.setAutoCommit(false);
      Wire.settings(organization, 1, state -> {}).send(Topics.ORGANIZATIONS);
      Wire.golden("identity-created", organization, id).send(Topics.IDENTITIES);
      try (AccountsFollower follower = follower("first", platform)) {
        await(follower, sql, "ACTIVE");
        Wire.golden("identity-deactivated", organization, id).send(Topics.IDENTITIES);
        await(follower, sql, "SUSPENDED");
      }
      long version = version(sql);
      // A group without offsets begins with the oldest record, and older versions change nothing.
      try (AccountsFollower replay = follower("replay", platform)) {
        Wire.golden("identity-reactivated", organization, id).send(Topics.IDENTITIES);
        await(replay, sql, "ACTIVE");
      }
      assertThat(version(sql)).isEqualTo(version + 1);
    }
  }

  private AccountsFollower follower(String group, Connection platform) {
    return new AccountsFollower(
        Map.of(
            "bootstrap.servers",
            WorkerServers.running().kafka().bootstrapServers(),
            "group.id",
            group + "-" + organization),
        platform);
  }

  private void await(AccountsFollower follower, Statement sql, String status)
      throws SQLException, IOException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!read(sql, "status").equals(status)) {
      assertThat(Instant.now()).as("no account is %s", status).isBefore(end);
      follower.follow(Duration.ofMillis(200));
    }
  }

  private long version(Statement sql) throws SQLException {
    return Long.parseLong(read(sql, "version"));
  }

  private String read(Statement sql, String column) throws SQLException {
    try (ResultSet row =
        sql.executeQuery("select %s from platform_account where id = '%s'".formatted(column, id))) {
      return row.next() ? row.getString(1) : "";
    }
  }
}
