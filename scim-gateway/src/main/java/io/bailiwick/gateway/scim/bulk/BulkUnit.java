package io.bailiwick.gateway.scim.bulk;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.database.Conflicts;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.directory.Directory;
import io.bailiwick.gateway.directory.GroupDirectory;
import io.bailiwick.gateway.directory.IdentityDirectory;
import io.bailiwick.gateway.directory.rules.Outcome;
import io.bailiwick.gateway.directory.rules.StoredResource;
import io.bailiwick.gateway.schema.Leniency;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.Resources;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.gateway.scim.bulk.Bulk.Client;
import io.bailiwick.gateway.scim.bulk.BulkOperation.Method;
import io.bailiwick.gateway.scim.message.ErrorMessage;
import io.bailiwick.gateway.scim.message.GroupBody;
import io.bailiwick.gateway.scim.message.RefusedRequest;
import io.bailiwick.gateway.scim.message.ResourceBody;
import io.bailiwick.gateway.scim.message.UserBody;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Carries out a unit of a bulk request in the running transaction. */
@ApplicationScoped
class BulkUnit {
  private final Transactions transactions;
  private final IdentityDirectory identities;
  private final GroupDirectory groups;

  BulkUnit(Transactions transactions, IdentityDirectory identities, GroupDirectory groups) {
    this.transactions = transactions;
    this.identities = identities;
    this.groups = groups;
  }

  /**
   * Carries out the steps of a unit.
   *
   * @param ids the ids of resources that the request has created so far, by their bulkIds
   * @return the finished operations by their places; fails with {@link Refused}
   */
  Uni<Map<Integer, FinishedOperation>> carryOut(
      String organization, BulkPlan.Unit unit, Map<String, String> ids, Client client) {
    Map<String, String> made = new HashMap<>(ids);
    Map<Integer, FinishedOperation> done = new HashMap<>();
    return Multi.createFrom()
        .iterable(unit.steps())
        .onItem()
        .transformToUniAndConcatenate(
            step ->
                carryOut(organization, step, made, client)
                    .invoke(
                        now -> {
                          done.put(step.operation().nth(), now);
                          step.operation()
                              .bulkId()
                              .ifPresent(name -> made.put(name, now.resource()));
                        })
                    .call(transactions::reread))
        .collect()
        .last()
        .replaceWith(done);
  }

  private Uni<FinishedOperation> carryOut(
      String organization, BulkPlan.Step step, Map<String, String> made, Client client) {
    BulkOperation operation =
        step.completes()
            ? completion(step, made, client)
            : step.operation().resolved(made, step.leftOut());
    Leniency leniency = step.completes() ? Leniency.LENIENT : client.leniency();
    return Uni.createFrom()
        .deferred(
            () -> {
              requireResolved(operation);
              ResourceType type = client.types().ofOrganization(operation.type());
              ObjectNode data = operation.data();
              return operation.type().equals(ResourceType.USER)
                  ? apply(
                      identities,
                      new UserBody(type, data, leniency),
                      organization,
                      operation,
                      client)
                  : apply(
                      groups, new GroupBody(type, data, leniency), organization, operation, client);
            })
        .onFailure(ScimException.class)
        .transform(failure -> Refused.because(operation, failure))
        .onFailure(RefusedRequest.class)
        .transform(failure -> Refused.because(operation, failure))
        .onFailure(failure -> Conflicts.takenAttribute(failure, Directory.UNIQUE).isPresent())
        .transform(failure -> Refused.taken(operation, failure));
  }

  /**
   * Adds the values that the POST of a step left out. Other members stay as the POST wrote them,
   * because a taken-over identity may have kept its own values (rule I4).
   */
  private static BulkOperation completion(
      BulkPlan.Step step, Map<String, String> made, Client client) {
    BulkOperation post = step.operation();
    ResourceType type = client.types().ofOrganization(post.type());
    ObjectNode sent = Resources.read(type, References.resolve(post.data(), made, step.leftOut()));
    ObjectNode missing = Resources.read(type, References.resolve(post.data(), made, Set.of()));
    missing.remove(
        sent.propertyStream()
            .filter(member -> member.getValue().equals(missing.get(member.getKey())))
            .map(Map.Entry::getKey)
            .toList());
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putArray("Operations").addObject().put("op", "replace").set("value", missing);
    return new BulkOperation(
        post.nth(),
        Method.PATCH,
        post.type(),
        post.bulkId().map(made::get),
        post.bulkId(),
        Optional.empty(),
        patch);
  }

  private static <C, S extends StoredResource> Uni<FinishedOperation> apply(
      Directory<C, S> directory,
      ResourceBody<C> body,
      String organization,
      BulkOperation operation,
      Client client) {
    Set<Long> versions = operation.version().map(client.ifVersions()).orElse(Set.of());
    C command =
        switch (operation.method()) {
          case POST -> body.create();
          case PUT -> body.replace(versions);
          case PATCH -> body.change(versions);
          case DELETE -> body.delete(versions);
        };
    return directory
        .applyWithin(organization, operation.id(), command)
        .map(outcome -> outcome.answer(BulkUnit::done, rejected -> refuse(operation, rejected)));
  }

  private static void requireResolved(BulkOperation operation) {
    References.of(operation.id(), operation.data()).stream()
        .findFirst()
        .ifPresent(
            name -> {
              throw unresolved(name);
            });
  }

  private static RefusedRequest unresolved(String name) {
    return new RefusedRequest(409, "bulkId:" + name + " is nothing that this request has made.");
  }

  private static FinishedOperation done(StoredResource resource) {
    return new FinishedOperation(resource.id(), resource.version());
  }

  private static FinishedOperation refuse(BulkOperation operation, Outcome.Rejected reason) {
    throw new Refused(operation, ErrorMessage.of(reason), null);
  }

  /** Rolls back the transaction of a unit because one of its operations cannot be carried out. */
  static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient BulkOperation operation;
    private final transient ErrorMessage reason;

    Refused(BulkOperation operation, ErrorMessage reason, @Nullable Throwable cause) {
      super("refused", cause, false, false);
      this.operation = operation;
      this.reason = reason;
    }

    static Refused because(BulkOperation operation, ScimException failure) {
      return new Refused(operation, ErrorMessage.of(failure.error()), null);
    }

    static Refused because(BulkOperation operation, RefusedRequest failure) {
      return new Refused(operation, failure.error(), null);
    }

    /**
     * Creates the refusal of a taken value. A user whom another request creates at the same time is
     * looked for once more.
     */
    static Refused taken(BulkOperation operation, Throwable failure) {
      boolean again =
          operation.method() == Method.POST && operation.type().equals(ResourceType.USER);
      return new Refused(
          operation,
          ErrorMessage.of(
              new Outcome.Taken(Conflicts.takenAttribute(failure, Directory.UNIQUE).orElseThrow())),
          again ? failure : null);
    }

    /** Returns the result that this means for an operation of the unit. */
    Bulk.Result of(BulkOperation one, Map<String, String> ids) {
      Optional<String> id =
          one.id().map(text -> References.resolve(text, ids)).filter(References::isResolved);
      return one.nth() == operation.nth()
          ? new Bulk.Result(one, id, Optional.empty(), Optional.of(reason))
          : new Bulk.Result(
              one,
              id,
              Optional.empty(),
              Optional.of(unresolved(operation.bulkId().orElse("")).error()));
    }
  }
}
