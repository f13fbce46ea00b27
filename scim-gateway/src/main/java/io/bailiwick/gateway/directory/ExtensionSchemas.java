package io.bailiwick.gateway.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.bailiwick.gateway.database.Outbox;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.organizations.Organizations;
import io.bailiwick.gateway.schema.ExtensionSchema;
import io.bailiwick.gateway.schema.ResourceTypes;
import io.bailiwick.gateway.schema.ResourceTypes.Extension;
import io.bailiwick.model.AuditEntry.Target;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The schemas by which organizations extend users and groups. */
@ApplicationScoped
public class ExtensionSchemas {
  private static final int MOST = 20;
  private static final int MOST_REQUIRING = 100;
  private static final Duration KEPT = Duration.ofMillis(900);

  private final Cache<String, ResourceTypes> types =
      Caffeine.newBuilder().expireAfterWrite(KEPT).maximumSize(10_000).build();
  private final LoadingCache<ResourceTypes, Cache<Set<String>, ResourceTypes>> requiring =
      Caffeine.newBuilder()
          .weakKeys()
          .build(types -> Caffeine.newBuilder().maximumSize(MOST_REQUIRING).build());
  private final Transactions transactions;
  private final Organizations organizations;
  private final Extensions extensions;
  private final Outbox outbox;

  ExtensionSchemas(
      Transactions transactions,
      Organizations organizations,
      Extensions extensions,
      Outbox outbox) {
    this.outbox = outbox;
    this.transactions = transactions;
    this.organizations = organizations;
    this.extensions = extensions;
  }

  /**
   * The resource types of an organization: a change is in force within a second, on any replica.
   */
  public Uni<ResourceTypes> types(String organization) {
    @Nullable ResourceTypes known = types.getIfPresent(organization);
    return known != null
        ? Uni.createFrom().item(known)
        : transactions
            .ahead(organization, () -> extensions.of(organization))
            .map(ResourceTypes::with)
            .invoke(read -> types.put(organization, read));
  }

  /**
   * Returns resource types with attributes that every user must have. The same types give the same
   * object, because each is a copy of the user schema.
   */
  public ResourceTypes requiring(ResourceTypes all, Set<String> attributes) {
    return attributes.isEmpty() ? all : requiring.get(all).get(attributes, all::requiring);
  }

  /** Returns the schemas of an organization; empty if the organization does not exist. */
  public Uni<Optional<List<Extension>>> of(String organization) {
    return transactions.on(
        organization,
        organizations::load,
        owner -> extensions.of(organization).map(Optional::of),
        Optional::empty);
  }

  /** Adds a schema, or replaces the one of the same id. */
  public Uni<Change> put(String organization, Extension wanted) {
    return change(
        organization,
        wanted.schema().id(),
        Optional.of(wanted),
        (all, before) -> {
          Optional<String> another = spelledOtherwise(all, wanted);
          if (another.isPresent()) {
            return Uni.createFrom().item(new Change.SpelledOtherwise(another.get()));
          }
          if (before.isEmpty()) {
            return all.size() >= MOST
                ? Uni.createFrom().item(new Change.TooMany(MOST))
                : extensions.put(organization, wanted).replaceWith(new Change.Added());
          }
          return whyNot(organization, before.get(), wanted)
              .chain(
                  why ->
                      why.isPresent()
                          ? Uni.createFrom().item(new Change.InUse(why.get()))
                          : extensions
                              .put(organization, wanted)
                              .replaceWith(new Change.Replaced()));
        });
  }

  /** Deletes a schema if no resource has data of it. */
  public Uni<Change> remove(String organization, String id) {
    return change(
        organization,
        id,
        Optional.empty(),
        (all, before) ->
            before.isEmpty()
                ? Uni.createFrom().item(new Change.NotFound())
                : extensions
                    .isUsed(organization, before.get())
                    .chain(
                        used ->
                            used
                                ? Uni.createFrom().item(new Change.InUse("it cannot be removed"))
                                : extensions
                                    .remove(organization, id)
                                    .replaceWith(new Change.Removed())));
  }

  private Uni<Optional<String>> whyNot(String organization, Extension before, Extension wanted) {
    Optional<String> why =
        before.resourceType().equals(wanted.resourceType())
            ? ExtensionSchema.whyNotInPlaceOf(before.schema(), wanted.schema())
            : Optional.of("resourceType cannot change");
    return why.isEmpty()
        ? Uni.createFrom().item(why)
        : extensions.isUsed(organization, before).map(used -> used ? why : Optional.empty());
  }

  // INVARIANT: the organization is locked, so that the decision still holds when it is written.
  private Uni<Change> change(
      String organization, String id, Optional<Extension> wanted, Decision decision) {
    return transactions
        .on(
            organization,
            organizations::lock,
            owner ->
                extensions
                    .of(owner.id())
                    .chain(
                        all ->
                            decision
                                .on(all, named(all, id))
                                .call(done -> audit(owner.id(), id, named(all, id), wanted, done))),
            Change.NoOrganization::new)
        .invoke(() -> types.invalidate(organization));
  }

  private Uni<Void> audit(
      String organization,
      String id,
      Optional<Extension> before,
      Optional<Extension> after,
      Change done) {
    return done instanceof Change.Added
            || done instanceof Change.Replaced
            || done instanceof Change.Removed
        ? outbox.audit(
            organization,
            after.isPresent() ? "extension-schema.put" : "extension-schema.deleted",
            new Target("extension-schema", id),
            before.map(Audited::of),
            after.map(Audited::of))
        : Uni.createFrom().voidItem();
  }

  /** The audited part of a schema. */
  private record Audited(String resourceType, JsonNode definition) {
    static Audited of(Extension extension) {
      return new Audited(extension.resourceType(), extension.schema().definition());
    }
  }

  private static Optional<Extension> named(List<Extension> all, String id) {
    return all.stream().filter(known -> known.schema().id().equals(id)).findFirst();
  }

  /**
   * Returns the id of a schema whose URN differs in letter case alone; clients write URNs in any
   * case.
   */
  private static Optional<String> spelledOtherwise(List<Extension> all, Extension wanted) {
    String id = wanted.schema().id();
    return all.stream()
        .map(known -> known.schema().id())
        .filter(known -> known.equalsIgnoreCase(id) && !known.equals(id))
        .findFirst();
  }

  /** The decision on a change, given all schemas of an organization and the one to change. */
  private interface Decision {
    Uni<Change> on(List<Extension> all, Optional<Extension> before);
  }

  /** The result of a change. */
  public sealed interface Change {
    record Added() implements Change {}

    record Replaced() implements Change {}

    record Removed() implements Change {}

    record NotFound() implements Change {}

    record NoOrganization() implements Change {}

    record TooMany(int most) implements Change {}

    /** An existing schema has a URN that differs in letter case alone. */
    record SpelledOtherwise(String id) implements Change {}

    /** Resources have data of the schema, and the change does not fit that data. */
    record InUse(String why) implements Change {}
  }
}
