package io.bailiwick.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.event.SessionEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.model.EndedSession;
import io.bailiwick.outbox.OutboxEntry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The feed of revocations while the broker hangs. */
@GatewayTest
class RevocationsTest {
  private Tenant acme = new Tenant("", "");

  @BeforeEach
  void theBrokerHangs() throws IOException {
    acme = Tenant.make("revoked");
    signal("-STOP");
  }

  @AfterEach
  void theBrokerGoesOn() throws IOException {
    signal("-CONT");
  }

  private static void signal(String signal) throws IOException {
    String pid = Long.toString(GatewayServers.running().kafka().process().pid());
    new ProcessBuilder("kill", signal, pid).start().onExit().join();
  }

  @Test
  void sendsWhatTakesAccessAwayAndNothingElse() throws Exception {
    String jane = acme.user("jane");
    String john = acme.user("john");
    String june = acme.user("june");
    List<String> all = List.of(jane, john, june, acme.id());
    String organization = "/organizations/" + acme.id();
    String afterJane;
    try (FollowedRevocations feed = new FollowedRevocations(null)) {
      acme.patch(june, "replace", "displayName", "June").then().statusCode(200);
      acme.patch(jane, "replace", "active", false).then().statusCode(200);
      assertThat(feed.next(all)).isEqualTo(jane);
      afterJane = awaitId(feed);
      Tenant.operator().post(organization + "/identities/" + john + "/lock").then().statusCode(204);
      assertThat(feed.next(all)).isEqualTo(john);
      Tenant.operator()
          .delete(organization + "/identities/" + june + "/sessions")
          .then()
          .statusCode(204);
      assertThat(feed.next(all)).isEqualTo(june);
      Tenant.operator().post(organization + "/lockdown").then().statusCode(200);
      assertThat(feed.next(all)).isEqualTo(acme.id());
    }
    try (FollowedRevocations resumed = new FollowedRevocations(afterJane)) {
      assertThat(next(resumed, all, 3)).containsExactly(john, june, acme.id());
    }
    try (FollowedRevocations anew = new FollowedRevocations(null)) {
      assertThat(next(anew, all, 4)).containsExactly(jane, john, june, acme.id());
    }
  }

  private static String awaitId(FollowedRevocations feed) {
    return Awaitility.await().until(feed::lastId, id -> !id.isEmpty());
  }

  private static List<String> next(FollowedRevocations feed, List<String> known, int count)
      throws InterruptedException {
    List<String> subjects = new ArrayList<>();
    while (subjects.size() < count) {
      subjects.add(feed.next(known));
    }
    return subjects;
  }

  /** Ids are drawn before the commit, so a cursor of ids would skip what commits late. */
  @Test
  void aTransactionThatCommitsLateIsNotSkipped() throws Exception {
    List<String> both = List.of("ses_late" + acme.id(), "ses_soon" + acme.id());
    try (FollowedRevocations feed = new FollowedRevocations(null);
        Connection late = GatewayServers.runtime();
        Connection soon = GatewayServers.runtime()) {
      late.setAutoCommit(false);
      end(late, both.getFirst());
      end(soon, both.getLast());
      assertThat(feed.next(both)).isEqualTo(both.getLast());
      String position = awaitId(feed);
      late.commit();
      assertThat(feed.next(both)).isEqualTo(both.getFirst());
      try (FollowedRevocations resumed = new FollowedRevocations(position)) {
        assertThat(resumed.next(both)).isEqualTo(both.getFirst());
      }
    }
  }

  /** More than a page arrives in its order, for one that comes late too. */
  @Test
  void manyEventsComeInPages() throws Exception {
    List<String> sessions = new ArrayList<>();
    try (Connection connection = GatewayServers.runtime()) {
      connection.setAutoCommit(false);
      for (int number = 0; number < 700; number++) {
        sessions.add("ses_" + number + acme.id());
        end(connection, sessions.getLast());
      }
      connection.commit();
    }
    try (FollowedRevocations feed = new FollowedRevocations(null)) {
      assertThat(next(feed, sessions, 700)).isEqualTo(sessions);
    }
  }

  private void end(Connection connection, String session) throws SQLException {
    Instant now = Instant.now();
    EndedSession ended =
        new EndedSession(session, acme.id(), "mgd_any", now, now.plusSeconds(3600));
    OutboxEntry entry =
        OutboxEntry.of(
            Topics.SESSIONS, new SessionEvent.Ended(ended), "/scim-gateway", Optional.empty());
    try (PreparedStatement sql =
        connection.prepareStatement(
            "insert into outbox (topic, key, headers, payload) values (?, ?, ?, ?)")) {
      sql.setString(1, entry.topic());
      sql.setString(2, entry.key());
      sql.setString(3, entry.headers());
      sql.setBytes(4, entry.payload());
      sql.executeUpdate();
    }
    try (Statement sql = connection.createStatement()) {
      sql.execute("notify outbox");
    }
  }

  /** A position of another database, or of nobody, costs events that come again. */
  @ParameterizedTest
  @ValueSource(
      strings = {"nonsense", "5:3:", "1:9:7,7", "999999999999:999999999999:", "1:1:' or true"})
  void aPositionThatIsNoneBeginsAnew(String position) throws Exception {
    String jane = acme.user("jane");
    acme.patch(jane, "replace", "active", false).then().statusCode(200);
    try (FollowedRevocations feed = new FollowedRevocations(position)) {
      assertThat(feed.next(List.of(jane))).isEqualTo(jane);
    }
  }

  @Test
  void isForEnforcersOnly() throws Exception {
    assertThat(FollowedRevocations.open("no.token.of-ours", null).statusCode()).isEqualTo(401);
    for (String scope : List.of("bailiwick.operate", "bailiwick.check", "other")) {
      assertThat(FollowedRevocations.open(FollowedRevocations.token(scope), null).statusCode())
          .isEqualTo(403);
    }
    assertThat(FollowedRevocations.open(acme.token(), null).statusCode()).isEqualTo(401);
  }

  @Test
  void hasABoundedNumberOfFollowers() throws Exception {
    String token = FollowedRevocations.token("bailiwick.revocations");
    try (FollowedRevocations _ = new FollowedRevocations(null);
        FollowedRevocations _ = new FollowedRevocations(null);
        FollowedRevocations _ = new FollowedRevocations(null)) {
      assertThat(FollowedRevocations.open(token, null).statusCode()).isEqualTo(429);
    }
    Awaitility.await()
        .until(
            () -> {
              try (var body = FollowedRevocations.open(token, null).body()) {
                return body.read() >= 0;
              }
            });
  }
}
