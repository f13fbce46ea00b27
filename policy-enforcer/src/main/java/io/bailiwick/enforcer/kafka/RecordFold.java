package io.bailiwick.enforcer.kafka;

import io.bailiwick.enforcer.changes.Changes;
import io.bailiwick.enforcer.projection.EndedSessions;
import io.bailiwick.enforcer.projection.Progress;
import io.bailiwick.enforcer.projection.SubjectView;
import io.bailiwick.event.AccountEvent;
import io.bailiwick.event.Announcement;
import io.bailiwick.event.AuditEvent;
import io.bailiwick.event.DecisionEvent;
import io.bailiwick.event.Decoding;
import io.bailiwick.event.Event;
import io.bailiwick.event.Heartbeat;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.event.SessionEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.service.FailureTrace;
import io.bailiwick.service.WireRecords;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** Folds records into the projection; an unreadable one makes its subject uncertain. */
@ApplicationScoped
class RecordFold {
  private static final Logger LOG = Logger.getLogger(RecordFold.class);

  private static final String NOT_OURS =
      "another organization than before, or a version far ahead of the known one";

  private final SubjectView view;
  private final EndedSessions sessions;
  private final Progress progress;
  private final Changes changes;
  private final Counter unreadable;
  private final Timer enforcementTime;

  RecordFold(
      SubjectView view,
      EndedSessions sessions,
      Progress progress,
      Changes changes,
      MeterRegistry metrics) {
    this.view = view;
    this.sessions = sessions;
    this.progress = progress;
    this.changes = changes;
    this.unreadable = metrics.counter("bailiwick.projection.unreadable");
    this.enforcementTime =
        Timer.builder("bailiwick.enforcement.time")
            .description("From the change of an identity to its enforcement here")
            .publishPercentileHistogram()
            .register(metrics);
  }

  /**
   * Folds a record.
   *
   * @param measured whether it is new: records read at the start do not show the delay
   */
  void apply(ConsumerRecord<String, byte[]> record, boolean measured) {
    try {
      fold(record, measured);
    } catch (RuntimeException e) {
      unreadable(record, FailureTrace.of(e));
    }
  }

  private void fold(ConsumerRecord<String, byte[]> record, boolean measured) {
    switch (WireRecords.decode(record)) {
      case Decoding.Read read when !belongs(read.event(), record.topic()) ->
          unreadable(record, "an event of another topic");
      case Decoding.Read read -> {
        switch (read.event()) {
          case IdentityEvent event -> {
            if (told(view.apply(event), event, record) && measured) {
              enforcementTime.record(Duration.between(event.time(), Instant.now()));
            }
          }
          case AccountEvent event -> told(view.apply(event), event, record);
          case OrganizationEvent event -> told(view.apply(event), event, record);
          case SessionEvent event -> {
            sessions.apply(event.session());
            changes.applied(event);
          }
          case Announcement _, DecisionEvent _, AuditEvent _ ->
              throw new IllegalStateException("no topic of it is read");
          case Heartbeat beat -> {
            Instant now = Instant.now();
            String partition = new TopicPartition(record.topic(), record.partition()).toString();
            progress.heartbeat(partition, beat.asOf(), now);
            beat.keys().ifPresent(keys -> progress.promise(record.topic(), keys, beat.asOf(), now));
          }
        }
      }
      case Decoding.Unreadable bad -> unreadable(record, bad.why());
    }
  }

  /** Tells of an event that was applied, or that did not follow; returns whether it was applied. */
  private boolean told(boolean applied, Event event, ConsumerRecord<String, byte[]> record) {
    if (applied) {
      changes.applied(event);
    } else {
      unreadable(record, NOT_OURS);
    }
    return applied;
  }

  /**
   * Describes the records that the projection lacks of those that the writers of its topics
   * promise.
   */
  Optional<String> lacking() {
    return progress.lacking(
        List.of(Topics.ORGANIZATIONS, Topics.IDENTITIES, Topics.ACCOUNTS), view::known);
  }

  private static boolean belongs(Event event, String topic) {
    return switch (event) {
      case IdentityEvent _ -> topic.equals(Topics.IDENTITIES);
      case AccountEvent _ -> topic.equals(Topics.ACCOUNTS);
      case OrganizationEvent _ -> topic.equals(Topics.ORGANIZATIONS);
      case SessionEvent _ -> topic.equals(Topics.SESSIONS);
      case Heartbeat _ -> true;
      case Announcement _, DecisionEvent _, AuditEvent _ -> false;
    };
  }

  private void unreadable(ConsumerRecord<String, byte[]> record, String why) {
    unreadable.increment();
    LOG.errorf(
        "A record of %s cannot be read: partition %d, offset %d, key %s, %s",
        record.topic(), record.partition(), record.offset(), record.key(), why);
    if (record.key() == null) {
      return;
    }
    switch (record.topic()) {
      case Topics.ORGANIZATIONS -> view.organizationUnreadable(record.key());
      case Topics.IDENTITIES -> view.identityUnreadable(record.key());
      // Records of sessions only end them, so the key of an unreadable one is enough.
      case Topics.SESSIONS -> sessions.unreadable(record.key());
      default -> view.accountUnreadable(record.key());
    }
    changes.unreadable(record.topic(), record.key());
  }
}
