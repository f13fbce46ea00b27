package io.bailiwick.worker.organizations;

import io.bailiwick.model.Organization;
import io.bailiwick.worker.database.Transactions;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The known settings of organizations, and whether the accounts have been planned under them. */
@ApplicationScoped
public class Organizations {
  private final Transactions transactions;
  private final OrganizationTable table;

  Organizations(Transactions transactions, OrganizationTable table) {
    this.transactions = transactions;
    this.table = table;
  }

  /**
   * Keeps settings if they are newer than the known ones.
   *
   * @return whether the accounts must be planned anew under them
   */
  public Uni<Boolean> keepNewer(Organization settings) {
    return transactions.of(settings.id(), connection -> table.keepNewer(connection, settings));
  }

  /**
   * Runs work in a transaction of an organization, and wakes the relay after it.
   *
   * @param work gets the settings, which do not change until the transaction ends; empty if none
   *     have arrived
   */
  public <T> Uni<T> under(
      String organization, BiFunction<SqlConnection, Optional<Organization>, Uni<T>> work) {
    return transactions.publishing(
        organization,
        connection ->
            table
                .find(connection, organization)
                .chain(settings -> work.apply(connection, settings)));
  }

  /** Returns the next organization, in the order of ids, whose accounts must be planned anew. */
  public Uni<Optional<Replanning>> due(String after) {
    return table.due(transactions.pool(), after);
  }

  /** Records that a run has ended. */
  public Uni<Void> planned(Replanning run) {
    return transactions.pool().withTransaction(connection -> table.planned(connection, run));
  }

  /** Returns how far the accounts have been planned; empty if the organization is not known. */
  public Uni<Optional<Progress>> progress(String organization) {
    return table.progress(transactions.pool(), organization);
  }

  /** Returns the ids of all organizations, in their order. */
  public Uni<List<String>> ids() {
    return table.ids(transactions.pool());
  }

  /**
   * How far the accounts of an organization have been planned.
   *
   * @param version the version of the known settings
   * @param plannedVersion the version under which all accounts have been planned
   */
  public record Progress(long version, long plannedVersion) {}
}
