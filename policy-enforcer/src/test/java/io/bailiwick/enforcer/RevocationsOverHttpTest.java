package io.bailiwick.enforcer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.bailiwick.enforcer.projection.EndedSessions;
import io.bailiwick.enforcer.projection.SubjectView;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.event.SessionEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.model.EndedSession;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Organization;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the gateway's feed takes away, before Kafka does. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class RevocationsOverHttpTest extends Checks {
  @Inject MeterRegistry metrics;
  @Inject SubjectView view;
  @Inject EndedSessions sessions;

  private final GatewayFeed feed = EnforcerServers.feed();

  @BeforeEach
  void connected() {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> metrics.get("bailiwick.revocations.connected").gauge().value() == 1);
  }

  private double received(String result) {
    return metrics.get("bailiwick.revocations.received").tag("result", result).counter().count();
  }

  private void awaitReason(String reason) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> check(jane, read()).then().body("context.reason", equalTo(reason)));
  }

  @Test
  void aSuspensionCountsBeforeKafkaBringsIt() throws Exception {
    assertThat(feed.tokens).allMatch(token -> token.startsWith("Bearer ey"));
    double known = received("known");
    IdentityEvent suspended = new IdentityEvent.Deactivated(identity(3, IdentityStatus.INACTIVE));
    feed.send("1:3:", suspended);
    awaitReason("account_suspended");
    // The topic is behind: an older version changes nothing, and the same one neither.
    send(Topics.IDENTITIES, new IdentityEvent.Updated(identity(2, IdentityStatus.ACTIVE)));
    send(Topics.IDENTITIES, suspended);
    feed.send("1:4:", suspended);
    // A feed that says more than it may does not give access back.
    feed.send("1:5:", new IdentityEvent.Reactivated(identity(4, IdentityStatus.ACTIVE)));
    Awaitility.await().atMost(PATIENCE).until(() -> received("known") == known + 2);
    awaitReason("account_suspended");
    send(Topics.IDENTITIES, new IdentityEvent.Reactivated(identity(4, IdentityStatus.ACTIVE)));
    awaitReason("allowed");
  }

  /** A lockdown ends with the version that lifts it, from Kafka. */
  @Test
  void anEndedSessionAndALockdownCountToo() throws Exception {
    String id = "locked" + jane.substring(4).toLowerCase(Locale.ROOT).substring(0, 8);
    feed.send(
        "1:6:",
        new SessionEvent.Ended(new EndedSession("ses_" + id, id, jane, now, now.plusSeconds(60))));
    Awaitility.await().atMost(PATIENCE).until(() -> sessions.contains("ses_" + id));
    organization(id);
    Awaitility.await().atMost(PATIENCE).until(() -> view.organization(id).isPresent());
    Organization open = organizationOf(id);
    Organization locked = open.version(3).lockedDown(Optional.of(now));
    feed.send("1:7:", new OrganizationEvent.Updated(locked));
    Awaitility.await().atMost(PATIENCE).until(() -> isLockedDown(id));
    send(Topics.ORGANIZATIONS, new OrganizationEvent.Updated(open.version(2)));
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> view.organization(id).orElseThrow().version() == 2);
    assertThat(isLockedDown(id)).isTrue();
    send(Topics.ORGANIZATIONS, new OrganizationEvent.Updated(open.version(4)));
    Awaitility.await().atMost(PATIENCE).until(() -> !isLockedDown(id));
  }

  private boolean isLockedDown(String id) {
    return view.organization(id).orElseThrow().lockedDownAt().isPresent();
  }

  @Test
  void itResumesAfterALostConnectionAndSkipsWhatItCannotRead() throws Exception {
    double unreadable = received("unreadable");
    feed.write("event: revocation\nid: 1:8:\ndata: {\"specversion\":\"9\"}\n\n");
    feed.write("id: 1:9:\ndata: nonsense\n\n");
    Awaitility.await().atMost(PATIENCE).until(() -> received("unreadable") == unreadable + 2);
    int before = feed.connections.size();
    feed.drop();
    Awaitility.await().atMost(PATIENCE).until(() -> feed.connections.size() > before);
    assertThat(feed.connections.getLast()).isEqualTo(Optional.of("1:9:"));
    feed.send("1:10:", new IdentityEvent.Deleted(identity(2, IdentityStatus.DELETED)));
    awaitReason("account_deprovisioned");
  }
}
