package io.bailiwick.enforcer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import io.bailiwick.enforcer.changes.Changes;
import io.bailiwick.enforcer.projection.Progress;
import io.bailiwick.enforcer.settings.EnforcerSettings;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.event.SessionEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.event.WireEvent;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.EndedSession;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Revision;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The change stream: what a service that remembers decisions learns, and when it is closed. */
@QuarkusTest
@WithTestResource(value = EnforcerServers.class, scope = TestResourceScope.GLOBAL)
class ChangesOverHttpTest extends Checks {
  static final String PATH = "/access/v1/changes";

  @Inject Changes changes;
  @Inject Progress progress;
  @Inject EnforcerSettings settings;
  @Inject MeterRegistry metrics;

  /** A reader, with a socket of its own so that it can stop reading. */
  private static final class Reader implements AutoCloseable {
    final Socket socket = new Socket();
    final BufferedReader lines;

    Reader() throws IOException {
      socket.setReceiveBufferSize(4096);
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), RestAssured.port));
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: enforcer\r\nAuthorization: %s\r\n\r\n"
                  .formatted(PATH, bearer())
                  .getBytes(StandardCharsets.UTF_8));
      lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      assertThat(lines.readLine()).isEqualTo("HTTP/1.1 200 OK");
      until("event:reset");
    }

    /** Skips lines, among them those of the chunks, until one that begins so. */
    String until(String beginning) throws IOException {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.replace(": ", ":").startsWith(beginning)) {
          return line;
        }
      }
      throw new AssertionError("the stream ended before " + beginning);
    }

    /** Returns the data of the next change of a kind. */
    Map<?, ?> change(String kind) throws Exception {
      while (true) {
        String data = until("data:{\"kind\"");
        Map<?, ?> change =
            StrictJson.mapper().readValue(data.substring(data.indexOf('{')), Map.class);
        if (kind.equals(change.get("kind"))) {
          return change;
        }
      }
    }

    /** Reads what is on its way, until the connection is closed. */
    void untilItEnds() throws IOException {
      try {
        while (lines.readLine() != null) {
          // what was sent before
        }
      } catch (SocketException reset) {
        // closed with data unread
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  static String bearer() {
    return "Bearer "
        + EnforcerServers.issuer().token("platform", "bailiwick.check", Duration.ofMinutes(5));
  }

  private double readers() {
    return metrics.get("bailiwick.change.streams").gauge().value();
  }

  private void untilReaders(int number) {
    Awaitility.await().atMost(PATIENCE).until(() -> readers() == number);
  }

  @Test
  void aChangeArrivesOnceACheckKnowsIt() throws Exception {
    try (Reader reader = new Reader()) {
      Identity inactive = identity(2, IdentityStatus.INACTIVE);
      send(Topics.IDENTITIES, new IdentityEvent.Deactivated(inactive));
      assertThat(reader.change("identity"))
          .isEqualTo(
              Map.of(
                  "kind",
                  "identity",
                  "subject",
                  jane,
                  "organization",
                  "acme",
                  "revision",
                  Revision.ofRecord(inactive).token()));
      check(jane, read()).then().body("context.reason", equalTo("account_suspended"));

      send(
          Topics.SESSIONS,
          new SessionEvent.Ended(new EndedSession("ses_secret", "acme", jane, now, now)));
      assertThat(reader.change("session"))
          .isEqualTo(Map.of("kind", "session", "subject", jane, "organization", "acme"));

      send(Topics.ORGANIZATIONS, new OrganizationEvent.Updated(organizationOf("acme")));
      assertThat(reader.change("organization"))
          .isEqualTo(
              Map.of(
                  "kind",
                  "organization",
                  "organization",
                  "acme",
                  "revision",
                  Revision.of(organizationOf("acme")).token()));

      WireEvent unreadable =
          EventCodec.encode(new IdentityEvent.Updated(identity(3, IdentityStatus.ACTIVE)), "/test");
      unreadable.headers().put("ce_type", "io.bailiwick.identity.updated.v9");
      EnforcerServers.send(Topics.IDENTITIES, unreadable, null);
      assertThat(reader.change("identity")).isEqualTo(Map.of("kind", "identity", "subject", jane));
    }
    untilReaders(0);
  }

  /** The projection reads thousands of changes at once, when many people leave or it catches up. */
  @Test
  void aBurstResetsAReaderAndDoesNotDisconnectIt() throws Exception {
    try (Reader reader = new Reader()) {
      IdentityEvent event = new IdentityEvent.Updated(identity(2, IdentityStatus.ACTIVE));
      for (int i = 0; i < 100_000; i++) {
        changes.applied(event);
      }
      reader.until("event:reset");
      assertThat(readers()).isEqualTo(1);
    }
    untilReaders(0);
  }

  /** It holds no memory for long; the others read on. */
  @Test
  void aReaderThatStandsStillIsDisconnected() throws Exception {
    try (Reader slow = new Reader();
        Reader good = new Reader()) {
      IdentityEvent event = new IdentityEvent.Updated(identity(2, IdentityStatus.ACTIVE));
      double before = metrics.get("bailiwick.change.streams.disconnected").counter().count();
      Instant deadline = Instant.now().plus(PATIENCE);
      while (readers() == 2 && Instant.now().isBefore(deadline)) {
        for (int i = 0; i < 100; i++) {
          changes.applied(event);
        }
        for (int i = 0; i < 100; i++) {
          good.change("identity");
        }
        changes.heartbeat(Instant.now());
      }
      assertThat(readers()).isEqualTo(1);
      assertThat(metrics.get("bailiwick.change.streams.disconnected").counter().count() - before)
          .isEqualTo(1);
      changes.applied(new OrganizationEvent.Updated(organizationOf("acme")));
      assertThat(good.change("organization").get("organization")).isEqualTo("acme");
      slow.untilItEnds();
    }
    untilReaders(0);
  }

  @Test
  void hasABoundedNumberOfReaders() throws IOException {
    List<Reader> all = new ArrayList<>();
    try {
      for (int i = 0; i < settings.changeStreams(); i++) {
        all.add(new Reader());
      }
      caller("bailiwick.check").get(PATH).then().statusCode(429).body("error", notNullValue());
    } finally {
      for (Reader reader : all) {
        reader.close();
      }
    }
    untilReaders(0);
  }

  @Test
  void needsATokenWithTheScope() {
    given().get(PATH).then().statusCode(401).header("WWW-Authenticate", notNullValue());
    caller("bailiwick.accounts.read").get(PATH).then().statusCode(403);
  }

  /** Silence means that nothing has changed, so an enforcer that learns nothing has no streams. */
  @Test
  void thereIsNoStreamOfAStaleProjection() throws IOException {
    String silent = "silent-0";
    List<String> partitions =
        TOPICS.stream().flatMap(topic -> List.of(topic + "-0", topic + "-1").stream()).toList();
    List<String> more = new ArrayList<>(partitions);
    more.add(silent);
    progress.expect(more);
    progress.heartbeat(silent, Instant.now(), Instant.now());
    try (Reader reader = new Reader()) {
      changes.heartbeat(Instant.now());
      reader.until(":alive");
      progress.expect(partitions);
      progress.expect(more);
      progress.heartbeat(silent, Instant.now().minusSeconds(70), Instant.now());
      changes.heartbeat(Instant.now());
      untilReaders(0);
      reader.untilItEnds();
      caller("bailiwick.check")
          .get(PATH)
          .then()
          .statusCode(503)
          .header("Retry-After", "1")
          .body("error", notNullValue());
    } finally {
      progress.expect(partitions);
    }
  }
}
