package io.bailiwick.enforcer;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;

import io.bailiwick.enforcer.projection.Progress;
import io.bailiwick.model.BreakGlass;
import io.bailiwick.model.Organization;
import io.bailiwick.model.SampleOrganization;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A projection that is old: each organization has its own bound. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class DenyAfterTest extends Members {
  private static final String SILENT = "silent-0";

  @Inject Progress progress;

  /** Adds a partition whose last heartbeat was some time ago, beside those of the topics. */
  private void silentFor(Duration age) {
    noPartitionIsSilent();
    progress.expect(Stream.concat(partitions().stream(), Stream.of(SILENT)).toList());
    Instant instant = Instant.now();
    progress.heartbeat(SILENT, instant.minus(age), instant);
  }

  @AfterEach
  void noPartitionIsSilent() {
    progress.expect(partitions());
  }

  private static List<String> partitions() {
    return TOPICS.stream()
        .flatMap(topic -> IntStream.range(0, 2).mapToObj(number -> topic + "-" + number))
        .toList();
  }

  @Test
  void anOrganizationMayDenySooner() {
    Organization strict =
        known(SampleOrganization.denyingAfter(openToEve("strict"), Duration.ofSeconds(80)));
    Organization mild = known(openToEve("mild"));
    String john = member(strict);

    silentFor(Duration.ofSeconds(70));
    readingIn(strict, john, "allowed").body("context.stale", equalTo(true));
    writingIn(strict.id(), "allowed");

    silentFor(Duration.ofSeconds(90));
    readingIn(strict, john, "stale_projection");
    readingIn(mild, member(mild), "allowed")
        .body("context.stale", equalTo(true))
        .body("context.age_seconds", greaterThanOrEqualTo(90));
    writingIn(strict.id(), "stale_projection");
    writingIn(mild.id(), "allowed");
    writingIn("squad", "not_managed");

    noPartitionIsSilent();
    readingIn(strict, john, "allowed").body("context.stale", nullValue());
  }

  /** An organization to which eve, a personal account, is the open break-glass account. */
  private Organization openToEve(String name) {
    BreakGlass open = BreakGlass.named("eve").opened(Instant.now().plusSeconds(600));
    return organizationOf(name).breakGlass(Optional.of(open));
  }

  private ValidatableResponse readingIn(Organization organization, String member, String reason) {
    return post(body(
            member,
            "{\"name\":\"repository.read\"}",
            read().replace("acme", organization.id()),
            session().replace("acme", organization.id())))
        .then()
        .statusCode(200)
        .body("context.reason", equalTo(reason));
  }

  private static void writingIn(String owner, String reason) {
    post(body("eve", "{\"name\":\"repository.write\"}", read().replace("acme", owner), ""))
        .then()
        .statusCode(200)
        .body("context.reason", equalTo(reason));
  }
}
