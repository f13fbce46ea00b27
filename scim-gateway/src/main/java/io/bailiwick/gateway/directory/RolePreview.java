package io.bailiwick.gateway.directory;

import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import io.bailiwick.model.RoleDecision;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Finds the people who would get another role under proposed settings. It calls the function that
 * also gives the roles.
 */
@ApplicationScoped
public class RolePreview {
  private static final int BATCH = 500;

  /** The most changes that are listed; all are counted. */
  private static final int LISTED = 200;

  private final Transactions transactions;
  private final Identities identities;

  RolePreview(Transactions transactions, Identities identities) {
    this.transactions = transactions;
    this.identities = identities;
  }

  /** Compares present and proposed settings for all people of an organization. */
  public Uni<Preview> compare(Organization present, Organization then) {
    return compare(present, then, "", new Preview(0, 0, 0, 0, List.of()));
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

  private Uni<Preview> compare(
      Organization present, Organization then, String after, Preview soFar) {
    return transactions
        .of(present.id(), () -> identities.after(present.id(), after, BATCH))
        .chain(
            batch -> {
              Preview sum = soFar;
              for (StoredIdentity stored : batch) {
                sum = sum.with(stored.identity(), present, then);
              }
              return batch.size() < BATCH
                  ? Uni.createFrom().item(sum)
                  : compare(present, then, batch.getLast().id(), sum);
            });
  }

  /**
   * The effect of proposed settings.
   *
   * @param people the number of people
   * @param changed the number of people who would get another role
   * @param administrators the number of active administrators now
   * @param administratorsThen the number of active administrators under the proposed settings
   * @param changes the first of those who would get another role
   */
  public record Preview(
      long people,
      long changed,
      long administrators,
      long administratorsThen,
      List<Change> changes) {

    Preview with(Identity identity, Organization present, Organization then) {
      RoleDecision from = RoleDecision.of(identity, present);
      RoleDecision to = RoleDecision.of(identity, then);
      boolean active = identity.status() == IdentityStatus.ACTIVE;
      boolean differs = from.role() != to.role();
      List<Change> listed = changes;
      if (differs && changes.size() < LISTED) {
        listed = new ArrayList<>(changes);
        listed.add(new Change(identity.id(), identity.userName(), from, to));
      }
      return new Preview(
          people + 1,
          changed + (differs ? 1 : 0),
          administrators + (active && from.role() == Role.ADMIN ? 1 : 0),
          administratorsThen + (active && to.role() == Role.ADMIN ? 1 : 0),
          listed);
    }
  }

  /** A person who would get another role, and why. */
  public record Change(String id, String userName, RoleDecision from, RoleDecision to) {}
}
