package io.bailiwick.worker.accounts;

import io.bailiwick.worker.accounts.AccountBatches.Batch;
import io.bailiwick.worker.accounts.AccountBatches.Change;
import io.bailiwick.worker.accounts.AccountBatches.Mode;
import io.bailiwick.worker.organizations.Organizations;
import io.bailiwick.worker.organizations.Organizations.Progress;
import io.bailiwick.worker.planning.Concerned;
import io.bailiwick.worker.planning.Difference;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Compares the accounts of an organization with what their stored identities and the present
 * settings give, and repairs those that differ.
 */
@ApplicationScoped
class Reconciler {
  private static final Logger LOG = Logger.getLogger(Reconciler.class);
  private static final int MOST_DIFFERENCES = 1_000;

  private final Organizations organizations;
  private final AccountBatches batches;
  private final Counter differing;

  Reconciler(Organizations organizations, AccountBatches batches, MeterRegistry metrics) {
    this.organizations = organizations;
    this.batches = batches;
    this.differing =
        Counter.builder("bailiwick.reconciliation.differences")
            .description("Accounts that differed from their plan")
            .register(metrics);
  }

  /**
   * Compares all accounts of an organization.
   *
   * @param dryRun whether differing accounts stay as they are
   * @return empty if the organization is not known
   */
  Uni<Optional<ReconciliationReport>> reconcile(String organization, boolean dryRun) {
    return organizations
        .progress(organization)
        .chain(
            found ->
                found
                    .map(progress -> compare(organization, progress, dryRun).map(Optional::of))
                    .orElseGet(() -> Uni.createFrom().item(Optional.empty())));
  }

  private Uni<ReconciliationReport> compare(
      String organization, Progress progress, boolean dryRun) {
    Findings findings = new Findings(progress);
    Mode mode = dryRun ? Mode.COMPARE : Mode.WRITE;
    return batches
        .each(organization, Concerned.EVERYONE, mode, findings::add)
        .map(done -> findings.report(organization, dryRun))
        .invoke(this::tell);
  }

  private void tell(ReconciliationReport report) {
    if (report.differing() > 0) {
      differing.increment((double) report.differing());
      LOG.warnf(
          "%d of %d accounts of %s differ from their plan%s",
          report.differing(),
          report.accounts(),
          report.organization(),
          report.dryRun() ? "" : ", and have been repaired");
    }
  }

  /** The findings so far; batches follow one another. */
  private static final class Findings {
    private final Progress progress;
    private final Map<String, Long> fields = new TreeMap<>();
    private final List<Difference> first = new ArrayList<>();
    private long accounts;
    private long failed;
    private long differing;
    private boolean more;

    Findings(Progress progress) {
      this.progress = progress;
    }

    void add(Batch batch) {
      accounts += batch.accounts();
      failed += batch.failed();
      differing += batch.changes().size();
      for (Change change : batch.changes()) {
        String cause =
            Difference.cause(change.before().under(), batch.version(), progress.plannedVersion());
        for (Difference one :
            Difference.between(change.before().account(), change.event().account(), cause)) {
          fields.merge(one.field(), 1L, Long::sum);
          if (first.size() < MOST_DIFFERENCES) {
            first.add(one);
          } else {
            more = true;
          }
        }
      }
    }

    ReconciliationReport report(String organization, boolean dryRun) {
      return new ReconciliationReport(
          organization,
          progress.version(),
          dryRun,
          accounts,
          failed,
          differing,
          Map.copyOf(fields),
          List.copyOf(first),
          more);
    }
  }
}
