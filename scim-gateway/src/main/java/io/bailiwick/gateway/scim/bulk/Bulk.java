package io.bailiwick.gateway.scim.bulk;

import io.bailiwick.gateway.database.Conflicts;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.directory.Directory;
import io.bailiwick.gateway.schema.Leniency;
import io.bailiwick.gateway.schema.ResourceTypes;
import io.bailiwick.gateway.scim.bulk.BulkUnit.Refused;
import io.bailiwick.gateway.scim.message.ErrorMessage;
import io.bailiwick.gateway.scim.message.RefusedRequest;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Carries out bulk requests: one transaction per operation, one after the other. Operations that
 * refer to each other in a circle share a transaction. An operation that is answered with an error
 * has changed nothing.
 */
@ApplicationScoped
public class Bulk {
  private final Transactions transactions;
  private final BulkUnit units;
  private final BulkProgress progress;

  Bulk(Transactions transactions, BulkUnit units, BulkProgress progress) {
    this.transactions = transactions;
    this.units = units;
    this.progress = progress;
  }

  /**
   * Carries out a request.
   *
   * @param digest the digest of the request. A request that is repeated before its answer continues
   *     where it was
   * @param client the way to read the client's tags and PATCHes
   * @return the result of each operation that was carried out, in the order of the request
   */
  public Uni<List<Result>> run(
      String organization, BulkRequest request, String digest, Client client) {
    return transactions
        .of(organization, () -> progress.begin(organization, digest))
        .map(done -> new Run(organization, digest, done, request.failOnErrors(), client))
        .chain(
            run ->
                Multi.createFrom()
                    .iterable(BulkPlan.of(request.operations()).units())
                    .onItem()
                    .transformToUniAndConcatenate(unit -> run.carryOut(unit).replaceWith(unit))
                    .collect()
                    .last()
                    .chain(
                        () ->
                            transactions.of(
                                organization, () -> progress.answered(organization, digest)))
                    .map(answered -> List.copyOf(run.results.values())));
  }

  /** A running request. */
  private final class Run {
    private final String organization;
    private final String digest;
    private final Map<Integer, FinishedOperation> before;
    private final int failOnErrors;
    private final Client client;
    private final Map<String, String> ids = new HashMap<>();
    private final TreeMap<Integer, Result> results = new TreeMap<>();

    Run(
        String organization,
        String digest,
        Map<Integer, FinishedOperation> before,
        int failOnErrors,
        Client client) {
      this.organization = organization;
      this.digest = digest;
      this.before = before;
      this.failOnErrors = failOnErrors;
      this.client = client;
    }

    Uni<Void> carryOut(BulkPlan.Unit unit) {
      if (results.values().stream().filter(result -> !result.isDone()).count() >= failOnErrors) {
        return Uni.createFrom().voidItem();
      }
      Map<Integer, FinishedOperation> known = new HashMap<>(before);
      known.keySet().retainAll(unit.operations().stream().map(BulkOperation::nth).toList());
      return (known.size() == unit.operations().size()
              ? Uni.createFrom().item(done(unit, known))
              : perform(unit))
          .invoke(all -> all.forEach(this::note))
          .replaceWithVoid();
    }

    private void note(Result result) {
      results.put(result.operation().nth(), result);
      result
          .operation()
          .bulkId()
          .ifPresent(name -> result.done().ifPresent(done -> ids.put(name, done.resource())));
    }

    private static List<Result> done(BulkPlan.Unit unit, Map<Integer, FinishedOperation> done) {
      return unit.operations().stream()
          .map(
              operation ->
                  Result.done(operation, Objects.requireNonNull(done.get(operation.nth()))))
          .toList();
    }

    private Uni<List<Result>> perform(BulkPlan.Unit unit) {
      // INVARIANT: one transaction has the steps of a unit and the note that they are done.
      return Conflicts.retryOnRace(
              Directory.UNIQUE,
              () ->
                  transactions.of(
                      organization,
                      () ->
                          units
                              .carryOut(organization, unit, ids, client)
                              .call(done -> progress.done(organization, digest, done))))
          .map(done -> done(unit, done))
          .onFailure(RefusedRequest.class)
          .transform(known -> Refused.because(unit.operations().getFirst(), known))
          .onFailure(Refused.class)
          .recoverWithUni(failure -> refused(unit, failure));
    }

    /**
     * Returns the results of a refused unit, unless a concurrent repetition of the request has done
     * it.
     */
    private Uni<List<Result>> refused(BulkPlan.Unit unit, Refused why) {
      return transactions.of(
          organization,
          () ->
              Multi.createFrom()
                  .iterable(unit.operations())
                  .onItem()
                  .transformToUniAndConcatenate(
                      operation ->
                          progress
                              .doneMeanwhile(organization, digest, operation.nth())
                              .map(
                                  found ->
                                      found
                                          .map(done -> Result.done(operation, done))
                                          .orElseGet(() -> why.of(operation, ids))))
                  .collect()
                  .asList());
    }
  }

  /**
   * The way to read a client's requests.
   *
   * @param types the resource types of its organization
   * @param ifVersions returns the versions that entity tags name
   */
  public record Client(
      ResourceTypes types, Leniency leniency, Function<String, Set<Long>> ifVersions) {}

  /**
   * The result of an operation.
   *
   * @param resource the id of its resource; empty for a POST that was refused
   * @param done the finished operation; empty if it was refused
   * @param refused the reason of the refusal; empty if the operation is done
   */
  public record Result(
      BulkOperation operation,
      Optional<String> resource,
      Optional<FinishedOperation> done,
      Optional<ErrorMessage> refused) {

    static Result done(BulkOperation operation, FinishedOperation done) {
      return new Result(
          operation, Optional.of(done.resource()), Optional.of(done), Optional.empty());
    }

    boolean isDone() {
      return refused.isEmpty();
    }
  }
}
