package io.bailiwick.enforcer.revocations;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.enforcer.changes.Changes;
import io.bailiwick.enforcer.projection.EndedSessions;
import io.bailiwick.enforcer.projection.SubjectView;
import io.bailiwick.event.Decoding;
import io.bailiwick.event.Event;
import io.bailiwick.event.EventCodec;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.event.SessionEvent;
import io.bailiwick.json.BadJson;
import io.bailiwick.json.StrictJson;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;

/**
 * Folds the events of the feed into the projection. They only take access away. What cannot be read
 * is ignored, because its topic brings it too, and says what is uncertain.
 */
@Singleton
class RevocationFold {
  private static final Logger LOG = Logger.getLogger(RevocationFold.class);

  private final SubjectView view;
  private final EndedSessions sessions;
  private final Changes changes;
  private final Counter first;
  private final Counter known;
  private final Counter unreadable;

  RevocationFold(SubjectView view, EndedSessions sessions, Changes changes, MeterRegistry metrics) {
    this.view = view;
    this.sessions = sessions;
    this.changes = changes;
    this.first = counter(metrics, "first");
    this.known = counter(metrics, "known");
    this.unreadable = counter(metrics, "unreadable");
  }

  private static Counter counter(MeterRegistry metrics, String result) {
    return Counter.builder("bailiwick.revocations.received")
        .description("Events of the feed of revocations: ahead of Kafka, already known, unreadable")
        .tag("result", result)
        .register(metrics);
  }

  /** Applies an event in the structured JSON form of CloudEvents. */
  void apply(String json) {
    try {
      ObjectNode event = StrictJson.object(json.getBytes(StandardCharsets.UTF_8));
      byte[] data = StrictJson.write(event.path("data"));
      Decoding decoding =
          EventCodec.decode(
              event.path("subject").asText(),
              header -> event.path(header.substring("ce_".length())).textValue(),
              data);
      switch (decoding) {
        case Decoding.Read read -> apply(read.event());
        case Decoding.Unreadable bad -> ignore(bad.why());
      }
    } catch (BadJson e) {
      ignore("it is no JSON object");
    } catch (RuntimeException e) {
      ignore(e.getClass().getSimpleName());
    }
  }

  private void apply(Event event) {
    boolean ahead =
        switch (event) {
          case IdentityEvent one -> view.revoke(one);
          case OrganizationEvent one -> view.revoke(one);
          case SessionEvent one -> {
            boolean isNew = !sessions.contains(one.key());
            sessions.apply(one.session());
            yield isNew;
          }
          default -> false;
        };
    (ahead ? first : known).increment();
    if (ahead) {
      changes.applied(event);
    }
  }

  private void ignore(String why) {
    unreadable.increment();
    LOG.errorf("An event of the feed of revocations cannot be read: %s", why);
  }
}
