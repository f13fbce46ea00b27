package io.bailiwick.gateway.directory;

import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.directory.DecisionInputs.Page;
import io.bailiwick.gateway.directory.DecisionInputs.Position;
import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.Grant;
import io.bailiwick.model.GrantDecision;
import io.bailiwick.model.HandleSettings.WhenTaken;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import io.bailiwick.model.RoleDecision;
import io.bailiwick.model.RoleExplanation;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/**
 * Finds the people who would get another role, other grants or another status under proposed
 * settings. It calls the functions that also give them. It reads people batch by batch, so that it
 * needs the same memory for any organization.
 */
@ApplicationScoped
public class RolePreview {
  private static final int BATCH = 2_000;

  /** The most changes that {@link #compare} lists; all are counted. */
  private static final int LISTED = 200;

  private final Transactions transactions;
  private final Identities identities;
  private final DecisionInputs inputs;

  RolePreview(Transactions transactions, Identities identities, DecisionInputs inputs) {
    this.transactions = transactions;
    this.identities = identities;
    this.inputs = inputs;
  }

  /** Compares present and proposed settings for all people of an organization. */
  public Uni<Preview> compare(Organization present, Organization then) {
    return sections(present, then)
        .collect()
        .in(ArrayList<Section>::new, RolePreview::collect)
        .map(RolePreview::preview);
  }

  /** Keeps the changes that are listed, and the last totals. */
  private static void collect(List<Section> some, Section next) {
    int listed = some.stream().mapToInt(one -> one.changes.size()).sum();
    some.add(
        new Section(
            next.changes.stream().limit(Math.max(0, LISTED - listed)).toList(), next.totals));
    if (some.size() > 1 && some.get(some.size() - 2).changes.isEmpty()) {
      some.remove(some.size() - 2);
    }
  }

  private static Preview preview(List<Section> sections) {
    Totals totals = sections.getLast().totals;
    return new Preview(
        totals.people,
        totals.changed,
        totals.administrators,
        totals.administratorsThen,
        sections.stream().flatMap(one -> one.changes.stream()).toList());
  }

  /**
   * Compares like {@link #compare}, and returns all changes, section by section. Each section has
   * the totals of all people until then; there is at least one section.
   */
  public Multi<Section> sections(Organization present, Organization then) {
    AtomicReference<Position> reached = new AtomicReference<>(Position.START);
    return Multi.createBy()
        .repeating()
        .uni(() -> page(present, reached))
        .whilst(page -> page.identities().size() == BATCH)
        .onItem()
        .scan(
            () -> new Section(List.of(), Totals.NONE),
            (sum, page) -> sum.totals.section(page, present, then))
        .skip()
        .first();
  }

  private Uni<Page> page(Organization present, AtomicReference<Position> reached) {
    return transactions
        .of(present.id(), () -> inputs.next(present.id(), reached.get(), BATCH))
        .invoke(page -> reached.set(page.last()));
  }

  /** Returns the other roles that some people would have under proposed settings. */
  public Uni<Map<String, Role>> changed(
      Organization present, Organization then, List<String> people) {
    return transactions.of(
        present.id(), () -> changed(present, then, people.iterator(), new HashMap<>()));
  }

  private Uni<Map<String, Role>> changed(
      Organization present, Organization then, Iterator<String> people, Map<String, Role> roles) {
    if (!people.hasNext()) {
      return Uni.createFrom().item(roles);
    }
    String id = people.next();
    return identities
        .load(present.id(), id)
        .chain(
            found -> {
              found
                  .map(StoredIdentity::identity)
                  .filter(one -> role(one, present) != role(one, then))
                  .ifPresent(one -> roles.put(id, role(one, then)));
              return changed(present, then, people, roles);
            });
  }

  private static Role role(Identity identity, Organization organization) {
    return RoleDecision.of(identity, organization).role();
  }

  /**
   * The effect of proposed settings.
   *
   * @param people the number of people
   * @param changed the number of people who would get another role, status or other grants
   * @param administrators the number of active administrators now
   * @param administratorsThen the number of active administrators under the proposed settings
   * @param changes the first of those who would get another role, status or other grants
   */
  public record Preview(
      long people,
      long changed,
      long administrators,
      long administratorsThen,
      List<Change> changes) {}

  /**
   * Some people of an organization.
   *
   * @param changes those of them who would get another role, status or other grants
   * @param totals the numbers of them and of all people before them
   */
  public record Section(List<Change> changes, Totals totals) {}

  /** The numbers of a {@link Preview}. */
  public record Totals(long people, long changed, long administrators, long administratorsThen) {
    static final Totals NONE = new Totals(0, 0, 0, 0);

    Section section(Page page, Organization present, Organization then) {
      List<Change> changes = new ArrayList<>();
      long now = administrators;
      long later = administratorsThen;
      for (StoredIdentity stored : page.identities()) {
        Identity identity = stored.identity();
        boolean hasHandle = !page.withoutHandle().contains(identity.id());
        Access from = Access.of(identity, present, Optional.of(hasHandle));
        Access to = Access.of(identity, then, hasHandleThen(hasHandle, present, then));
        boolean active = identity.status() == IdentityStatus.ACTIVE;
        now += active && from.role == Role.ADMIN ? 1 : 0;
        later += active && to.role == Role.ADMIN ? 1 : 0;
        if (from.differsFrom(to)) {
          changes.add(new Change(identity.id(), identity.userName(), from, to));
        }
      }
      return new Section(
          changes,
          new Totals(people + page.identities().size(), changed + changes.size(), now, later));
    }

    /**
     * Returns whether an account would have a handle; empty if that depends on the handles that are
     * taken at that time. A handle that an account has stays.
     */
    private static Optional<Boolean> hasHandleThen(
        boolean hasHandle, Organization present, Organization then) {
      if (hasHandle || then.handles().equals(present.handles())) {
        return Optional.of(hasHandle);
      }
      return then.handles().whenTaken() == WhenTaken.NUMBER ? Optional.of(true) : Optional.empty();
    }
  }

  /** A person who would get another role, status or other grants, and why. */
  public record Change(String id, String userName, Access from, Access to) {
    /** Tells whether the role in the organization would change. */
    public boolean isOfRole() {
      return from.role != to.role;
    }
  }

  /**
   * The status of a person's account, and the role and the grants, each with its sources.
   *
   * @param status empty if it depends on the handles that are taken at that time
   */
  public record Access(
      Optional<AccountStatus> status, Role role, RoleExplanation explanation, List<Grant> grants) {
    static Access of(Identity identity, Organization organization, Optional<Boolean> hasHandle) {
      RoleDecision decision = RoleDecision.of(identity, organization);
      return new Access(
          identity.status() == IdentityStatus.ACTIVE
              ? hasHandle.map(has -> AccountStatus.of(identity.status(), has))
              : Optional.of(AccountStatus.of(identity.status(), true)),
          decision.role(),
          decision.explanation(),
          GrantDecision.of(identity, organization, decision.role()));
    }

    /** Tells whether another one allows something else; other sources alone do not count. */
    boolean differsFrom(Access other) {
      return role != other.role || !status.equals(other.status) || !roles().equals(other.roles());
    }

    private Map<String, Role> roles() {
      return grants.stream().collect(Collectors.toMap(Grant::resourceGroup, Grant::role));
    }
  }
}
