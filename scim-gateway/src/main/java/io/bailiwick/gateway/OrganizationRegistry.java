package io.bailiwick.gateway;

import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.gateway.postgres.Organizations;
import io.bailiwick.gateway.postgres.Outbox;
import io.bailiwick.model.Organization;
import io.bailiwick.model.OrganizationType;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The organizations and their settings; each change is told on the organizations topic. */
@ApplicationScoped
public class OrganizationRegistry {
  private final Organizations organizations;
  private final Outbox outbox;

  OrganizationRegistry(Organizations organizations, Outbox outbox) {
    this.organizations = organizations;
    this.outbox = outbox;
  }

  /**
   * Makes an organization managed; empty when there is one with that id already.
   *
   * @throws IllegalArgumentException when the id cannot be a namespace
   */
  public Uni<Optional<Organization>> create(String id, OrganizationSettings settings) {
    Instant now = now();
    Organization created = organization(id, 1, settings, now, now);
    return Panache.withTransaction(
            () ->
                organizations
                    .insert(created)
                    .chain(() -> tell(new OrganizationEvent.Created(created)))
                    .replaceWith(Optional.of(created)))
        .onFailure(Organizations::isTaken)
        .recoverWithItem(Optional.empty());
  }

  /**
   * Changes the settings of an organization; empty when there is none.
   *
   * @param change makes the new settings of the present ones; what it throws ends the transaction
   */
  public Uni<Optional<Organization>> change(
      String id, Function<Organization, OrganizationSettings> change) {
    return Panache.withTransaction(
        () ->
            organizations
                .lock(id)
                .chain(
                    existing ->
                        existing
                            .map(before -> changed(before, change.apply(before)))
                            .orElseGet(() -> Uni.createFrom().item(Optional.empty()))));
  }

  private Uni<Optional<Organization>> changed(Organization before, OrganizationSettings settings) {
    if (settings.equals(OrganizationSettings.of(before))) {
      return Uni.createFrom().item(Optional.of(before));
    }
    Organization after =
        organization(before.id(), before.version() + 1, settings, before.createdAt(), now());
    return organizations
        .update(after)
        .chain(() -> tell(new OrganizationEvent.Updated(after)))
        .replaceWith(Optional.of(after));
  }

  public Uni<Optional<Organization>> find(String id) {
    return Panache.withSession(() -> organizations.load(id));
  }

  /** The organizations after an id, in the order of their ids. */
  public Uni<List<Organization>> after(String id, int limit) {
    return Panache.withSession(() -> organizations.after(id, limit));
  }

  private Uni<Void> tell(OrganizationEvent event) {
    return outbox.add(Topics.ORGANIZATIONS, event);
  }

  private static Organization organization(
      String id, long version, OrganizationSettings settings, Instant createdAt, Instant now) {
    return new Organization(
        id,
        version,
        OrganizationType.MANAGED,
        settings.displayName(),
        settings.defaultRole(),
        settings.limits(),
        settings.handles(),
        settings.sessions(),
        createdAt,
        now);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
