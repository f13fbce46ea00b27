package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.gateway.schema.Folding;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.Resources;
import io.bailiwick.gateway.schema.ScimError;
import io.bailiwick.gateway.schema.ScimException;
import io.bailiwick.gateway.schema.patch.Patch;
import io.bailiwick.model.Assigned;
import io.bailiwick.model.Deletion;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Role;
import io.bailiwick.model.SignInSettings;
import io.bailiwick.model.SignInSettings.AttributeOwnership;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Decides how a command changes an identity. */
public final class IdentityLifecycle {

  private IdentityLifecycle() {}

  /**
   * Decides on a new identity. It gets the given id, unless sign-in has already created an identity
   * for this person; then that one is taken over.
   *
   * @param candidates the identities that share a key with it
   * @param signIn the organization's settings for identities that sign-in has created or written
   */
  public static Outcome create(
      String organization,
      String id,
      IdentityCommand.Create command,
      List<StoredIdentity> candidates,
      Optional<Role> invited,
      SignInSettings signIn,
      Instant now) {
    AttributeOwnership ownership = signIn.attributeOwnership();
    ObjectNode resource = command.resource().deepCopy();
    if (!resource.has("active")) {
      resource.put("active", true);
    }
    Optional<Adoption.Adopted> adopted =
        Adoption.find(candidates, resource, signIn.linkByUserName());
    if (adopted.isPresent()) {
      StoredIdentity before = adopted.get().identity();
      return pushed(
          before,
          command.type(),
          adopted.get().resource(),
          command.resource()::has,
          ownership,
          now);
    }
    Optional<StoredIdentity> returning = returning(candidates, resource);
    if (returning.isPresent()) {
      return replaced(returning.get(), command.type(), resource, ownership, now);
    }
    StoredIdentity first = StoredIdentity.first(id, organization, resource, invited, now);
    return UserRules.whyNot(resource)
        .<Outcome>map(Outcome.Invalid::new)
        .or(() -> taken(first, candidates))
        .orElseGet(() -> created(heldAsBefore(first, candidates)));
  }

  /** Finds the deactivated identity of a person who is pushed again by the same key (S4). */
  private static Optional<StoredIdentity> returning(
      List<StoredIdentity> candidates, ObjectNode resource) {
    Optional<String> key = StoredIdentity.of(resource).externalId();
    return candidates.stream()
        .filter(known -> !known.deleted() && known.pushed() && !known.active())
        .filter(known -> key.isPresent() && known.externalId().equals(key))
        .findFirst();
  }

  /**
   * Returns the conflict that the database would report too. The candidates are locked, so it need
   * not be asked.
   */
  private static Optional<Outcome> taken(StoredIdentity first, List<StoredIdentity> candidates) {
    List<StoredIdentity> others = candidates.stream().filter(one -> !one.deleted()).toList();
    String userName = Folding.key(first.userName());
    if (others.stream().anyMatch(one -> Folding.key(one.userName()).equals(userName))) {
      return Optional.of(new Outcome.Taken("userName"));
    }
    Optional<String> key = first.externalId();
    if (key.isPresent() && others.stream().anyMatch(one -> one.isOf(key))) {
      return Optional.of(new Outcome.Taken("externalId"));
    }
    Optional<String> email = first.uniqueEmail().map(Folding::key);
    return email.isPresent()
            && others.stream().anyMatch(one -> one.uniqueEmail().map(Folding::key).equals(email))
        ? Optional.of(new Outcome.Taken("emails.value"))
        : Optional.empty();
  }

  /**
   * Keeps an administrator's lock over a deletion: a person who returns by the same key stays
   * locked.
   */
  private static StoredIdentity heldAsBefore(
      StoredIdentity first, List<StoredIdentity> candidates) {
    return first.externalId().isEmpty()
        ? first
        : candidates.stream()
            .filter(StoredIdentity::deleted)
            .filter(gone -> gone.isOf(first.externalId()))
            .flatMap(gone -> gone.lockedAt().stream())
            .findFirst()
            .map(first::lockedSince)
            .orElse(first);
  }

  static Outcome.Accepted created(StoredIdentity identity) {
    return new Outcome.Accepted(
        Optional.empty(), identity, new IdentityEvent.Created(identity.identity()));
  }

  /** Decides on a command to an identity; a tombstone counts as missing. */
  public static Outcome decide(
      Optional<StoredIdentity> state,
      IdentityCommand command,
      AttributeOwnership ownership,
      Instant now) {
    if (state.isEmpty() || state.get().deleted()) {
      return new Outcome.NotFound();
    }
    StoredIdentity before = state.get();
    if (!command.expectedVersions().isEmpty()
        && !command.expectedVersions().contains(before.version())) {
      return new Outcome.VersionMismatch(before.version());
    }
    return switch (command) {
      case IdentityCommand.Create _ ->
          throw new IllegalArgumentException("there is an identity already");
      case IdentityCommand.Replace replace ->
          replaced(before, replace.type(), replace.resource().deepCopy(), ownership, now);
      case IdentityCommand.Change change -> changed(before, change, ownership, now);
      case IdentityCommand.Delete _ -> deleted(before, now);
      case IdentityCommand.Lock _ ->
          before.lockedAt().isPresent()
              ? new Outcome.Unchanged(before)
              : next(before, before.next().lockedAt(Optional.of(now)).sessionsEnd(now), now);
      case IdentityCommand.Unlock _ -> next(before, before.next().lockedAt(Optional.empty()), now);
      case IdentityCommand.EndSessions _ -> next(before, before.next().sessionsEnd(now), now);
    };
  }

  private static Outcome replaced(
      StoredIdentity before,
      ResourceType type,
      ObjectNode resource,
      AttributeOwnership ownership,
      Instant now) {
    Resources.keepImmutable(type, before.resource(), resource);
    return pushed(before, type, resource, attribute -> true, ownership, now);
  }

  private static Outcome changed(
      StoredIdentity before,
      IdentityCommand.Change change,
      AttributeOwnership ownership,
      Instant now) {
    try {
      ObjectNode patched = Patch.apply(change.type(), before.resource(), change.operations());
      return pushed(
          before,
          change.type(),
          patched,
          attribute ->
              change.operations().stream().anyMatch(op -> op.names(change.type(), attribute)),
          ownership,
          now);
    } catch (ScimException refused) {
      return new Outcome.Invalid(refused.error());
    }
  }

  /**
   * Decides on a write by SCIM.
   *
   * @param written tells which attributes it wrote; those belong to SCIM from now on
   */
  private static Outcome pushed(
      StoredIdentity before,
      ResourceType type,
      ObjectNode resource,
      Predicate<String> written,
      AttributeOwnership ownership,
      Instant now) {
    if (!resource.has("active")) {
      resource.put("active", before.active());
    }
    Login login = before.login();
    if (ownership == AttributeOwnership.JIT_ONLY) {
      restore(before, resource);
    } else {
      login = login.without(written);
    }
    boolean rekeyed = isRekeyed(before, StoredIdentity.of(resource).externalId());
    Optional<ScimError> wrong =
        UserRules.whyNot(resource)
            .or(() -> Resources.whyNotAfter(type, before.resource(), resource));
    if (wrong.isPresent() && !resource.equals(before.resource())) {
      return new Outcome.Invalid(wrong.get());
    }
    IdentityDraft draft =
        before.next().resource(resource).pushed().login(rekeyed ? login.unlinked() : login);
    boolean leaves = before.active() && !resource.path("active").asBoolean(true);
    return next(before, leaves || rekeyed ? draft.sessionsEnd(now) : draft, now);
  }

  /**
   * Tells whether a write gives an identity another key than the one that signs in to it. The
   * identity provider then no longer means the person who signed in by that key.
   */
  private static boolean isRekeyed(StoredIdentity before, Optional<String> externalId) {
    Optional<String> subject = before.login().subject();
    return subject.isPresent()
        && !externalId.equals(before.externalId())
        && !externalId.equals(subject)
        && (externalId.isPresent() || before.externalId().equals(subject));
  }

  private static void restore(StoredIdentity before, ObjectNode resource) {
    for (String attribute : before.login().owned()) {
      resource.remove(attribute);
      before.resource().optional(attribute).ifPresent(v -> resource.set(attribute, v.deepCopy()));
    }
  }

  private static Outcome deleted(StoredIdentity before, Instant now) {
    ObjectNode remains = JsonNodeFactory.instance.objectNode();
    remains.put("userName", before.userName());
    // The externalId is kept so that a sign-in of a deleted person is recognized.
    before.externalId().ifPresent(externalId -> remains.put("externalId", externalId));
    Login login = new Login(before.login().subject(), Optional.empty(), Set.of());
    return next(
        before,
        before
            .next()
            .resource(remains)
            .groups(Set.of())
            .login(login)
            .assigned(Assigned.NOTHING)
            .deletion(Optional.of(new Deletion(now, false)))
            .sessionsEnd(now),
        now);
  }

  /** Returns the next version of an identity, unless nothing differs. */
  static Outcome.Granted next(StoredIdentity before, IdentityDraft draft, Instant now) {
    if (draft.changesNothing()) {
      return new Outcome.Unchanged(before);
    }
    StoredIdentity after = draft.at(now);
    return new Outcome.Accepted(Optional.of(before), after, event(before, after));
  }

  static IdentityEvent event(StoredIdentity before, StoredIdentity after) {
    Identity identity = after.identity();
    IdentityStatus was = before.identity().status();
    if (identity.status() == was) {
      return new IdentityEvent.Updated(identity);
    }
    return switch (identity.status()) {
      case DELETED -> new IdentityEvent.Deleted(identity);
      case ACTIVE -> new IdentityEvent.Reactivated(identity);
      case INACTIVE, LOCKED ->
          was == IdentityStatus.ACTIVE
              ? new IdentityEvent.Deactivated(identity)
              : new IdentityEvent.Updated(identity);
    };
  }
}
