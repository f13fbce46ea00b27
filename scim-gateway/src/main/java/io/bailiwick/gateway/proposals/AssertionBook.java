package io.bailiwick.gateway.proposals;

import io.bailiwick.gateway.database.Outbox;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.organizations.Organizations;
import io.bailiwick.model.AuditEntry.Target;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.LongPredicate;

/** The assertions of organizations: the decisions that they expect, whatever their settings are. */
@ApplicationScoped
public class AssertionBook {
  private final Transactions transactions;
  private final Organizations organizations;
  private final AssertionTable table;
  private final Outbox outbox;

  AssertionBook(
      Transactions transactions, Organizations organizations, AssertionTable table, Outbox outbox) {
    this.outbox = outbox;
    this.transactions = transactions;
    this.organizations = organizations;
    this.table = table;
  }

  /** Returns the assertions of an organization; empty if there is no such organization. */
  public Uni<Optional<Stored>> find(String organization) {
    return transactions.on(
        organization,
        organizations::load,
        _ -> table.load(organization).map(Optional::of),
        Optional::empty);
  }

  /**
   * Replaces the assertions of an organization.
   *
   * @param isExpected whether the present version is the one that the caller wants to replace
   */
  public Uni<Replacement> replace(
      String organization, LongPredicate isExpected, Assertions assertions) {
    return transactions.on(
        organization,
        organizations::lock,
        _ ->
            table.load(organization).chain(now -> write(organization, now, isExpected, assertions)),
        Replacement.NoOrganization::new);
  }

  private Uni<Replacement> write(
      String organization, Stored now, LongPredicate isExpected, Assertions assertions) {
    if (!isExpected.test(now.version())) {
      return Uni.createFrom().item(new Replacement.VersionMismatch(now.version()));
    }
    if (now.list().equals(assertions)) {
      return Uni.createFrom().item(new Replacement.Made(now));
    }
    Stored next = new Stored(now.version() + 1, assertions);
    return table
        .put(organization, next)
        .chain(
            () ->
                outbox.audit(
                    organization,
                    "assertions.replaced",
                    new Target("assertions", organization),
                    Optional.of(now.list()),
                    Optional.of(assertions)))
        .replaceWith(new Replacement.Made(next));
  }

  /**
   * The assertions of an organization.
   *
   * @param version grows by one with each change
   */
  public record Stored(long version, Assertions list) {
    static final Stored NONE = new Stored(0, Assertions.NONE);
  }

  /** The result of a replacement. */
  public sealed interface Replacement {
    /** The replacement was made, or was none. */
    record Made(Stored stored) implements Replacement {}

    record NoOrganization() implements Replacement {}

    /** The assertions have another version than the caller expects. */
    record VersionMismatch(long current) implements Replacement {}
  }
}
