package io.bailiwick.worker.accounts;

import io.bailiwick.worker.planning.Difference;
import java.util.List;
import java.util.Map;

/**
 * The comparison of an organization's accounts with what their identities and the settings give.
 *
 * @param organizationVersion the version of the settings when the comparison began
 * @param dryRun whether differing accounts were left as they are
 * @param accounts the number of accounts that were compared
 * @param failed the number of accounts that could not be compared
 * @param differing the number of accounts that differ; they are repaired unless it is a dry run
 * @param fields the number of accounts that differ in each field
 * @param differences the first differences
 * @param more whether there are more differences than these
 */
public record ReconciliationReport(
    String organization,
    long organizationVersion,
    boolean dryRun,
    long accounts,
    long failed,
    long differing,
    Map<String, Long> fields,
    List<Difference> differences,
    boolean more) {}
