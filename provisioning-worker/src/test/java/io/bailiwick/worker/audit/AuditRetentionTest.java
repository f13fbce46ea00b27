package io.bailiwick.worker.audit;

import static io.bailiwick.worker.AuditedOrganization.verified;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bailiwick.audit.AuditVerification.Result;
import io.bailiwick.worker.AuditedOrganization;
import io.bailiwick.worker.WorkerServers;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The end of audit entries: only after their time, from the old end, and piece by piece. */
@QuarkusTest
@WithTestResource(value = WorkerServers.class, scope = TestResourceScope.GLOBAL)
class AuditRetentionTest {
  private final AuditedOrganization audited = AuditedOrganization.newOne();
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

  @Inject AuditRetention retention;

  /** The service itself can only add entries. */
  @Test
  void theServiceCannotRewriteHistory() throws SQLException {
    audited.send(List.of(audited.entry("organization.updated", audited.id(), now)));
    audited.awaitSequence(1);
    try (Connection connection = WorkerServers.runtime();
        Statement sql = connection.createStatement()) {
      sql.execute("select set_config('app.organization', '" + audited.id() + "', false)");
      for (String forbidden :
          List.of(
              "update audit set entry = '{}'",
              "delete from audit",
              "delete from audit_chain",
              "update audit_chain set sequence = 0",
              "select expire_audit(interval '1 day')",
              "select expire_audit(interval '1 day', 10)")) {
        assertThatThrownBy(() -> sql.execute(forbidden))
            .as(forbidden)
            .isInstanceOf(SQLException.class);
      }
    }
    audited.awaitSequence(1);
  }

  /** Entries expire from the old end, so the rest is a chain. */
  @Test
  void oldEntriesExpire() throws IOException {
    Instant old = now.minus(Duration.ofDays(500));
    audited.send(
        List.of(
            audited.entry("identity.created", "mgd_1", old),
            audited.entry("identity.updated", "mgd_1", old),
            audited.entry("identity.updated", "mgd_2", now),
            audited.entry("identity.updated", "mgd_1", old)));
    audited.awaitSequence(4);
    assertThat(retention.expire(1).await().indefinitely()).isEqualTo(2);
    assertThat(retention.expire(1).await().indefinitely()).isZero();
    assertThat(verified(audited.export("")))
        .isInstanceOfSatisfying(
            Result.Unbroken.class,
            result -> {
              assertThat(result.first()).isEqualTo(3);
              assertThat(result.last()).isEqualTo(4);
            });
    audited.send(List.of(audited.entry("identity.updated", "mgd_1", now)));
    audited.awaitSequence(5);
    assertThat(verified(audited.export("?after=3"))).isInstanceOf(Result.Unbroken.class);
  }

  /** A transaction deletes a bounded number of entries, however many have expired. */
  @Test
  void eachPieceIsBounded() throws SQLException {
    Instant old = now.minus(Duration.ofDays(500));
    audited.send(
        List.of(
            audited.entry("identity.created", "mgd_1", old),
            audited.entry("identity.updated", "mgd_1", old),
            audited.entry("identity.deleted", "mgd_1", old)));
    audited.awaitSequence(3);
    try (Connection connection = WorkerServers.runtime();
        Statement sql = connection.createStatement()) {
      for (int gone : List.of(2, 1, 0)) {
        var rows = sql.executeQuery("select expire_audit(interval '400 days', 2)");
        rows.next();
        assertThat(rows.getInt(1)).isEqualTo(gone);
      }
    }
    assertThat(audited.export("")).isEmpty();
    // A chain without entries goes on where it was.
    audited.send(List.of(audited.entry("identity.created", "mgd_2", now)));
    audited.awaitSequence(4);
  }
}
