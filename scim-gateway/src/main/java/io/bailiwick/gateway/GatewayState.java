package io.bailiwick.gateway;

import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.LifecycleEvent;
import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.event.SessionEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.gateway.database.Outbox;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.directory.Identities;
import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.bailiwick.gateway.organizations.Organizations;
import io.bailiwick.gateway.signin.SessionTable;
import io.bailiwick.gateway.signin.rules.Session;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Organization;
import io.bailiwick.outbox.OutboxRoom;
import io.bailiwick.outbox.OwnedState;
import io.bailiwick.outbox.TopicState;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The state that the gateway's topics hold, organization by organization. */
@ApplicationScoped
class GatewayState implements TopicState, OwnedState {
  private static final int BATCH = 500;

  private final Transactions transactions;
  private final Organizations organizations;
  private final Identities identities;
  private final SessionTable sessions;
  private final Outbox outbox;
  private final OutboxRoom room;

  GatewayState(
      Transactions transactions,
      Organizations organizations,
      Identities identities,
      SessionTable sessions,
      Outbox outbox,
      OutboxRoom room) {
    this.transactions = transactions;
    this.organizations = organizations;
    this.identities = identities;
    this.sessions = sessions;
    this.outbox = outbox;
    this.room = room;
  }

  @Override
  public Uni<Void> publishAgain(String topic) {
    return switch (topic) {
      case Topics.ORGANIZATIONS -> ofEach(this::organization, "");
      case Topics.IDENTITIES -> ofEach(organization -> identitiesAfter(organization, ""), "");
      case Topics.SESSIONS -> ofEach(organization -> sessionsAfter(organization, ""), "");
      default -> Uni.createFrom().voidItem();
    };
  }

  @Override
  public Uni<Integer> publishAgain(String organization, Collection<String> ids) {
    return room.await()
        .chain(
            () ->
                transactions.inPassing(
                    organization,
                    () ->
                        identities
                            .lockAll(organization, ids)
                            .call(
                                found ->
                                    outbox.addAll(
                                        Topics.IDENTITIES,
                                        found.stream().map(one -> event(one.identity())).toList()))
                            .map(List::size)));
  }

  private Uni<Void> ofEach(Function<String, Uni<Void>> publishing, String after) {
    return Panache.withSession(() -> organizations.everAfter(after, BATCH))
        .chain(
            found -> {
              Uni<Void> all = Uni.createFrom().voidItem();
              for (Organization organization : found) {
                all = all.chain(() -> publishing.apply(organization.id()));
              }
              return found.size() < BATCH
                  ? all
                  : all.chain(() -> ofEach(publishing, found.getLast().id()));
            });
  }

  private Uni<Void> organization(String id) {
    return transactions.inPassing(
        id,
        () ->
            organizations
                .lockEver(id)
                .chain(
                    found ->
                        outbox.addAll(
                            Topics.ORGANIZATIONS,
                            found.stream().map(OrganizationEvent.Updated::new).toList())));
  }

  private Uni<Void> identitiesAfter(String organization, String after) {
    return batch(
        organization,
        after,
        Topics.IDENTITIES,
        (id, from) -> identities.lockAfter(id, from, BATCH),
        identity -> event(identity.identity()),
        StoredIdentity::id,
        last -> identitiesAfter(organization, last));
  }

  private static IdentityEvent event(Identity identity) {
    return identity.status() == IdentityStatus.DELETED
        ? new IdentityEvent.Deleted(identity)
        : new IdentityEvent.Updated(identity);
  }

  /** Returns ended sessions that have not expired; expired ones could not be used again. */
  private Uni<Void> sessionsAfter(String organization, String after) {
    return batch(
        organization,
        after,
        Topics.SESSIONS,
        (id, from) -> sessions.endedAfter(id, from, Instant.now(), BATCH),
        session -> new SessionEvent.Ended(session.ended(session.endedAt().orElseThrow())),
        Session::id,
        last -> sessionsAfter(organization, last));
  }

  private <T> Uni<Void> batch(
      String organization,
      String after,
      String topic,
      BiFunction<String, String, Uni<List<T>>> read,
      Function<T, LifecycleEvent> event,
      Function<T, String> id,
      Function<String, Uni<Void>> next) {
    return room.await()
        .chain(
            () ->
                transactions.inPassing(
                    organization,
                    () ->
                        read.apply(organization, after)
                            .call(
                                found -> outbox.addAll(topic, found.stream().map(event).toList()))))
        .chain(
            found ->
                found.size() < BATCH
                    ? Uni.createFrom().voidItem()
                    : next.apply(id.apply(found.getLast())));
  }
}
