package io.bailiwick.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.GroupCommand;
import io.bailiwick.gateway.directory.GroupOutcome;
import io.bailiwick.gateway.directory.IdentityCommand;
import io.bailiwick.gateway.directory.Outcome;
import io.bailiwick.gateway.postgres.BulkProgress;
import io.bailiwick.gateway.postgres.BulkProgress.Done;
import io.bailiwick.gateway.postgres.Tenant;
import io.bailiwick.gateway.scim.bulk.BulkOperation;
import io.bailiwick.gateway.scim.bulk.BulkPlan;
import io.bailiwick.gateway.scim.bulk.BulkRequest;
import io.bailiwick.gateway.scim.bulk.References;
import io.bailiwick.gateway.scim.schema.Profile;
import io.bailiwick.gateway.scim.schema.ResourceType;
import io.bailiwick.gateway.scim.schema.ResourceTypes;
import io.bailiwick.gateway.scim.schema.ScimError;
import io.bailiwick.gateway.scim.schema.ScimException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Carries out bulk requests: one transaction per operation, one after the other. */
@ApplicationScoped
public class Bulk {
  private final Tenant tenant;
  private final IdentityDirectory identities;
  private final GroupDirectory groups;
  private final BulkProgress progress;

  Bulk(Tenant tenant, IdentityDirectory identities, GroupDirectory groups, BulkProgress progress) {
    this.tenant = tenant;
    this.identities = identities;
    this.groups = groups;
    this.progress = progress;
  }

  /**
   * Carries out a request.
   *
   * @param digest what tells it from other requests: one that is sent again before it was answered
   *     goes on where it was
   * @param client how its tags and its PATCHes are to be read
   * @return what became of each operation that was carried out, in the order of the request
   */
  public Uni<List<Result>> run(
      String organization, BulkRequest request, String digest, Client client) {
    return tenant
        .transaction(organization, () -> progress.begin(organization, digest))
        .map(done -> new Run(organization, digest, done, request.failOnErrors(), client))
        .chain(
            run ->
                Multi.createFrom()
                    .iterable(BulkPlan.of(request.operations()).steps())
                    .onItem()
                    .transformToUniAndConcatenate(step -> run.step(step).replaceWith(step))
                    .collect()
                    .last()
                    .chain(
                        () ->
                            tenant.transaction(
                                organization, () -> progress.answered(organization, digest)))
                    .map(answered -> List.copyOf(run.results.values())));
  }

  /** A request on its way. */
  private final class Run {
    private final String organization;
    private final String digest;
    private final Map<Integer, Done> before;
    private final int failOnErrors;
    private final Client client;
    private final Map<String, String> ids = new HashMap<>();
    private final TreeMap<Integer, Result> results = new TreeMap<>();

    Run(
        String organization,
        String digest,
        Map<Integer, Done> before,
        int failOnErrors,
        Client client) {
      this.organization = organization;
      this.digest = digest;
      this.before = before;
      this.failOnErrors = failOnErrors;
      this.client = client;
    }

    Uni<Void> step(BulkPlan.Step step) {
      BulkOperation operation = step.operation();
      Optional<Result> soFar = Optional.ofNullable(results.get(operation.nth()));
      boolean goesOn =
          step.completes() ? soFar.filter(Result::isDone).isPresent() : !hasTooManyErrors();
      if (!goesOn) {
        return Uni.createFrom().voidItem();
      }
      Uni<Result> result =
          step.completes()
              ? complete(operation, soFar.orElseThrow())
              : Optional.ofNullable(before.get(operation.nth()))
                  .map(done -> Uni.createFrom().item(Result.done(operation, done)))
                  .orElseGet(() -> perform(step));
      return result
          .invoke(
              known -> {
                results.put(operation.nth(), known);
                operation
                    .bulkId()
                    .ifPresent(
                        name -> known.done().ifPresent(done -> ids.put(name, done.resource())));
              })
          .replaceWithVoid();
    }

    private boolean hasTooManyErrors() {
      return results.values().stream().filter(result -> !result.isDone()).count() >= failOnErrors;
    }

    private Uni<Result> perform(BulkPlan.Step step) {
      BulkOperation operation = step.operation();
      return perform(
              operation,
              operation.id().map(text -> References.resolve(text, ids)),
              References.resolve(operation.data(), ids, step.leftOut()),
              client.profile(),
              (id, version) ->
                  progress.done(organization, digest, operation.nth(), new Done(id, version)))
          .chain(
              result ->
                  result.isDone() ? Uni.createFrom().item(result) : unlessDoneMeanwhile(result));
    }

    /** What is refused because the same request, sent twice at once, has done it is not refused. */
    private Uni<Result> unlessDoneMeanwhile(Result refused) {
      BulkOperation operation = refused.operation();
      return tenant
          .transaction(
              organization, () -> progress.doneMeanwhile(organization, digest, operation.nth()))
          .map(done -> done.map(found -> Result.done(operation, found)).orElse(refused));
    }

    /** What was made without what it refers to gets that now; what it has beside that stays. */
    private Uni<Result> complete(BulkOperation made, Result result) {
      ObjectNode all = References.resolve(made.data(), ids, Set.of());
      ObjectNode patch = JsonNodeFactory.instance.objectNode();
      patch.putArray("Operations").addObject().put("op", "replace").set("value", all);
      BulkOperation replace =
          new BulkOperation(
              made.nth(),
              BulkOperation.Method.PATCH,
              made.type(),
              result.done().map(Done::resource),
              made.bulkId(),
              Optional.empty(),
              patch);
      return perform(replace, replace.id(), patch, Profile.LENIENT, Also.NOTHING)
          .map(now -> new Result(made, now.done().or(result::done), now.refused()));
    }

    private Uni<Result> perform(
        BulkOperation operation, Optional<String> id, ObjectNode data, Profile profile, Also also) {
      Optional<String> dangling = References.of(id, data).stream().findFirst();
      if (dangling.isPresent()) {
        return Uni.createFrom().item(Result.refused(operation, unresolved(dangling.get())));
      }
      return Uni.createFrom()
          .deferred(() -> carryOut(operation, id.orElse(""), data, profile, also))
          .onFailure(ScimException.class)
          .recoverWithItem(
              failure -> Result.refused(operation, new Outcome.Invalid(failure.error())));
    }

    private Uni<Result> carryOut(
        BulkOperation operation, String id, ObjectNode data, Profile profile, Also also) {
      Set<Long> versions = operation.version().map(client.ifVersions()).orElse(Set.of());
      return operation.type().equals(ResourceType.USER)
          ? user(operation, id, data, versions, profile, also)
              .map(outcome -> result(operation, outcome))
          : group(operation, id, data, versions, profile, also)
              .map(outcome -> result(operation, outcome));
    }

    private Uni<Outcome> user(
        BulkOperation operation,
        String id,
        ObjectNode data,
        Set<Long> versions,
        Profile profile,
        Also also) {
      ResourceType type = client.types().user();
      return switch (operation.method()) {
        case POST ->
            identities.create(organization, IdentityCommand.create(type, data, profile), also);
        case PUT ->
            identities.change(
                organization, id, IdentityCommand.replace(type, data, versions, profile), also);
        case PATCH ->
            identities.change(
                organization, id, IdentityCommand.change(type, data, versions, profile), also);
        case DELETE ->
            identities.change(organization, id, new IdentityCommand.Delete(versions), also);
      };
    }

    private Uni<GroupOutcome> group(
        BulkOperation operation,
        String id,
        ObjectNode data,
        Set<Long> versions,
        Profile profile,
        Also also) {
      ResourceType type = client.types().group();
      return switch (operation.method()) {
        case POST -> groups.create(organization, GroupCommand.create(type, data, profile), also);
        case PUT ->
            groups.change(
                organization, id, GroupCommand.replace(type, data, versions, profile), also);
        case PATCH ->
            groups.change(
                organization, id, GroupCommand.change(type, data, versions, profile), also);
        case DELETE -> groups.change(organization, id, new GroupCommand.Delete(versions), also);
      };
    }
  }

  private static Result result(BulkOperation operation, Outcome outcome) {
    return switch (outcome) {
      case Outcome.Accepted accepted ->
          Result.done(operation, new Done(accepted.identity().id(), accepted.identity().version()));
      case Outcome.Unchanged unchanged ->
          Result.done(
              operation, new Done(unchanged.identity().id(), unchanged.identity().version()));
      case Outcome.Rejected rejected -> Result.refused(operation, rejected);
    };
  }

  private static Result result(BulkOperation operation, GroupOutcome outcome) {
    return switch (outcome) {
      case GroupOutcome.Accepted accepted ->
          Result.done(operation, new Done(accepted.after().id(), accepted.after().version()));
      case GroupOutcome.Unchanged unchanged ->
          Result.done(operation, new Done(unchanged.before().id(), unchanged.before().version()));
      case GroupOutcome.Ended ended ->
          Result.done(operation, new Done(ended.before().id(), ended.before().version()));
      case GroupOutcome.Refused refused -> Result.refused(operation, refused.reason());
    };
  }

  private static Outcome.Rejected unresolved(String name) {
    return new Outcome.Invalid(
        new ScimError(
            409, Optional.empty(), "bulkId:" + name + " is nothing that this request has made."));
  }

  /**
   * How a client's requests are to be read.
   *
   * @param types those of its organization
   * @param ifVersions the versions that entity tags name
   */
  public record Client(
      ResourceTypes types, Profile profile, Function<String, Set<Long>> ifVersions) {}

  /**
   * What became of an operation.
   *
   * @param done empty where it was refused
   * @param refused empty where it was done
   */
  public record Result(
      BulkOperation operation, Optional<Done> done, Optional<Outcome.Rejected> refused) {

    static Result done(BulkOperation operation, Done done) {
      return new Result(operation, Optional.of(done), Optional.empty());
    }

    static Result refused(BulkOperation operation, Outcome.Rejected why) {
      return new Result(operation, Optional.empty(), Optional.of(why));
    }

    boolean isDone() {
      return refused.isEmpty();
    }
  }
}
