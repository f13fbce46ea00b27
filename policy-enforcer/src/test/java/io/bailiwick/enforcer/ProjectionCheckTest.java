package io.bailiwick.enforcer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import io.bailiwick.enforcer.projection.EndedSessions;
import io.bailiwick.event.AccountEvent;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.SessionEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.event.WireEvent;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.EndedSession;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.ManagedId;
import io.bailiwick.model.Revision;
import io.bailiwick.model.Revisions;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The check follows the topics, and denies while it cannot. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class ProjectionCheckTest extends Checks {
  @TestHTTPResource(value = "/", management = true)
  String management = "";

  @Test
  void deniesADeactivatedAccountAtItsRevision() {
    Identity inactive = identity(2, IdentityStatus.INACTIVE);
    send(Topics.IDENTITIES, new IdentityEvent.Deactivated(inactive));
    post(body(
            jane,
            "{\"name\":\"repository.read\"}",
            read(),
            session() + ",\"at_least_as_fresh\":\"" + Revision.of(inactive).token() + "\""))
        .then()
        .statusCode(200)
        .body("decision", equalTo(false))
        .body("context.reason", equalTo("account_suspended"))
        .body("context.reason_user.403", notNullValue())
        .body("context.reason_admin", nullValue());
  }

  @Test
  void refusesWhenTheRevisionIsNotReached() {
    String future = new Revision(Revision.Kind.IDENTITY, jane, 99).token();
    post(body(
            jane,
            "{\"name\":\"repository.read\"}",
            read(),
            session() + ",\"at_least_as_fresh\":\"" + future + "\""))
        .then()
        .statusCode(200)
        .body("decision", equalTo(false))
        .body("context.reason", equalTo("stale_projection"));
  }

  /** A request may have changed several people, and sessions. */
  @Test
  void waitsForAllRevisionsOfARequest() {
    EndedSession ended = new EndedSession("ses_" + jane, "acme", jane, now, now.plusSeconds(60));
    Revision session = new SessionEvent.Ended(ended).revision();
    Revision known = Revision.of(identity(1, IdentityStatus.ACTIVE));
    String both = new Revisions(List.of(known, session)).text();
    atLeast(both).then().body("context.reason", equalTo("stale_projection"));
    send(Topics.SESSIONS, new SessionEvent.Ended(ended));
    atLeast(both).then().body("context.reason", equalTo("allowed"));
    atLeast(both + ", x").then().statusCode(400);
  }

  /** Many changes have one revision, which is the time before which they were committed. */
  @Test
  void waitsForEverythingBeforeATime() {
    String moment = Revisions.of(Revision.before(Instant.now())).text();
    atLeast(moment).then().body("context.reason", equalTo("stale_projection"));
    beat();
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> atLeast(moment).then().body("context.reason", equalTo("allowed")));
  }

  /** The role is the worker's: while it does not follow, a demotion has no effect yet. */
  @Test
  void waitsForTheAccountToFollow() {
    String demoted = Revision.of(identity(2, IdentityStatus.ACTIVE)).token();
    send(Topics.IDENTITIES, new IdentityEvent.Updated(identity(2, IdentityStatus.ACTIVE)));
    beat();
    String record = Revision.ofRecord(identity(2, IdentityStatus.ACTIVE)).token();
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> atLeast(record).then().body("context.reason", equalTo("allowed")));
    String moment = Revision.before(now.minusSeconds(3600)).token();
    atLeast(demoted).then().body("context.reason", equalTo("stale_projection"));
    atLeast(moment).then().body("context.reason", equalTo("stale_projection"));
    send(Topics.ACCOUNTS, new AccountEvent.Updated(account(2, AccountStatus.ACTIVE)));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> atLeast(demoted).then().body("context.reason", equalTo("allowed")));
    atLeast(moment).then().body("context.reason", equalTo("allowed"));
  }

  private Response atLeast(String revisions) {
    return post(
        body(
            jane,
            "{\"name\":\"repository.read\"}",
            read(),
            session() + ",\"at_least_as_fresh\":\"" + revisions + "\""));
  }

  /** The worker has not made the account yet: the identity provider can do nothing about it. */
  @Test
  void saysWhoMustActForAnAccountThatIsNotThere() {
    String john = ManagedId.of(UUID.randomUUID());
    Identity active = identity(john, 1, IdentityStatus.ACTIVE, now);
    send(Topics.IDENTITIES, new IdentityEvent.Created(active));
    String fresh = session() + ",\"at_least_as_fresh\":\"" + Revision.of(active).token() + "\"";
    explained(body(john, "{\"name\":\"repository.read\"}", read(), fresh))
        .then()
        .body("context.reason", equalTo("unknown_subject"))
        .body("context.reason_admin.403", containsString("the provisioning worker"));
  }

  /** The worker has parked a demotion: the role that is known is no longer the provider's. */
  @Test
  void anAccountThatDoesNotFollowItsIdentityWidensNothing() {
    String token =
        body(jane, "{\"name\":\"token.create\"}", "{\"type\":\"token\",\"id\":\"t1\"}", session());
    send(
        Topics.IDENTITIES,
        new IdentityEvent.Updated(identity(2, IdentityStatus.ACTIVE, now.minusSeconds(55))));
    post(token).then().body("context.reason", equalTo("allowed"));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> post(token).then().body("context.reason", equalTo("stale_projection")));
    check(jane, read()).then().body("context.reason", equalTo("allowed"));
    send(Topics.ACCOUNTS, new AccountEvent.Updated(account(2, AccountStatus.ACTIVE)));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> post(token).then().body("context.reason", equalTo("allowed")));
  }

  @Test
  void anUnreadableRecordDeniesItsSubjectAndNobodyElse() {
    WireEvent wire =
        EventCodec.encode(new IdentityEvent.Updated(identity(2, IdentityStatus.ACTIVE)), "/test");
    wire.headers().put("ce_type", "io.bailiwick.identity.updated.v9");
    EnforcerServers.send(Topics.IDENTITIES, wire, null);
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> check(jane, read()).then().body("context.reason", equalTo("indeterminate")));
    assertThat(given().get(management + "metrics").asString())
        .contains("bailiwick_projection_unreadable_total");
    send(Topics.IDENTITIES, new IdentityEvent.Updated(identity(3, IdentityStatus.ACTIVE)));
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> check(jane, read()).then().body("context.reason", equalTo("allowed")));
  }

  /** An exception on the way is no reason to let anybody in. */
  @Test
  void aDecisionThatFailsDenies() {
    QuarkusMock.installMockForType(
        new EndedSessions() {
          @Override
          public boolean contains(String id) {
            throw new IllegalStateException("on purpose");
          }
        },
        EndedSessions.class);
    for (String subject : List.of(jane, "somebody")) {
      check(subject, read())
          .then()
          .statusCode(200)
          .body("decision", equalTo(false))
          .body("context.reason", equalTo("error"));
    }
    assertThat(given().get(management + "metrics").asString())
        .containsPattern("bailiwick_decisions_total\\{reason=\"error\"[^}]*} [1-9]");
  }

  /** The topics are read from their beginning, not from where they end at the start. */
  @Test
  void whatWasToldBeforeItStartedCounts() {
    String ended = session().replace("\"s\"", "\"" + EnforcerServers.ENDED_BEFORE + "\"");
    post(body(jane, "{\"name\":\"repository.read\"}", read(), ended))
        .then()
        .statusCode(200)
        .body("context.reason", equalTo("session_revoked"));
  }

  @Test
  void isReadyOnceItHasCaughtUp() {
    given().get(management + "health/ready").then().statusCode(200);
    given().get(management + "health/live").then().statusCode(200);
  }
}
