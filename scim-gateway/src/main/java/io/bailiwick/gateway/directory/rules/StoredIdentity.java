package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.gateway.schema.Folding;
import io.bailiwick.model.Assigned;
import io.bailiwick.model.Deletion;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Profile;
import io.bailiwick.model.Revision;
import io.bailiwick.model.Role;
import io.bailiwick.model.SuspensionReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * An identity as the gateway stores it.
 *
 * @param resource the SCIM attributes; of a deleted identity only its keys
 * @param groups the ids of the groups that it is a member of
 * @param pushed whether SCIM has written it; false while only sign-in has
 * @param login the facts that come from sign-in
 * @param invitedRole the role that an invitation promised
 * @param assigned the assignments that administrators made by hand
 * @param lockedAt the time since which an administrator locks it, whatever the identity provider
 *     says
 * @param deletion the deletion by the identity provider, which makes it a tombstone: clients cannot
 *     see it, and its id is never reused
 * @param sessionsNotBefore authentications before this instant are void
 */
public record StoredIdentity(
    String id,
    String organization,
    long version,
    ObjectNode resource,
    Set<String> groups,
    boolean pushed,
    Login login,
    Optional<Role> invitedRole,
    Assigned assigned,
    Optional<Instant> lockedAt,
    Optional<Deletion> deletion,
    Optional<Instant> sessionsNotBefore,
    Instant createdAt,
    Instant changedAt)
    implements StoredResource {

  public StoredIdentity {
    groups = Set.copyOf(groups);
  }

  /** Returns the first version of an identity. */
  static StoredIdentity first(
      String id, String organization, ObjectNode resource, Optional<Role> invited, Instant now) {
    return new StoredIdentity(
        id,
        organization,
        1,
        resource,
        Set.of(),
        true,
        Login.NONE,
        invited,
        Assigned.NOTHING,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        now,
        now);
  }

  /** Wraps a resource that has no identity yet, to read its keys. */
  public static StoredIdentity of(ObjectNode resource) {
    return first("", "", resource, Optional.empty(), Instant.EPOCH);
  }

  /** Returns this identity as created by sign-in. */
  StoredIdentity madeBy(Login signIn) {
    return new IdentityDraft(this).madeBy(signIn).unwritten();
  }

  /** Returns this identity as locked by an administrator. */
  StoredIdentity lockedSince(Instant at) {
    return new IdentityDraft(this).lockedAt(Optional.of(at)).unwritten();
  }

  /** Returns the parts of it that a deletion takes. */
  public BeforeDeletion beforeDeletion() {
    return new BeforeDeletion(resource, groups, login, assigned);
  }

  /** Returns this tombstone as held by the guard from its first version on. */
  public StoredIdentity heldFromTheStart() {
    return new IdentityDraft(this).heldDeletion(true).unwritten();
  }

  /** Returns the next version of this tombstone, which the guard holds or has released. */
  public Outcome.Accepted held(boolean held, Instant now) {
    StoredIdentity next = next().heldDeletion(held).at(now);
    return new Outcome.Accepted(
        Optional.of(this), next, new IdentityEvent.Updated(next.identity()));
  }

  /** Returns its next version, which joins or leaves a group. */
  public Outcome.Accepted member(String group, boolean joins, Instant now) {
    Set<String> after = new HashSet<>(groups);
    boolean changes = joins ? after.add(group) : after.remove(group);
    if (!changes) {
      throw new IllegalArgumentException("it is that already");
    }
    StoredIdentity next = next().groups(after).at(now);
    return new Outcome.Accepted(
        Optional.of(this), next, new IdentityEvent.Updated(next.identity()));
  }

  /** Returns its next version, with other assignments. */
  public Outcome.Accepted assigned(Assigned others, Instant now) {
    StoredIdentity next = next().assigned(others).at(now);
    return new Outcome.Accepted(
        Optional.of(this), next, new IdentityEvent.Updated(next.identity()));
  }

  /** Returns a draft of its next version. */
  IdentityDraft next() {
    return new IdentityDraft(this);
  }

  @Override
  public Optional<Revision> revision() {
    return Optional.of(Revision.of(identity()));
  }

  public String userName() {
    return resource.path("userName").asText();
  }

  public Optional<String> externalId() {
    return text(resource.path("externalId"));
  }

  /** Tells whether a key is its own: its externalId, or the subject that signs in to it. */
  boolean isOf(Optional<String> key) {
    return key.isPresent() && (externalId().equals(key) || login.subject().equals(key));
  }

  /** Tells whether it is a tombstone. */
  public boolean deleted() {
    return deletion.isPresent();
  }

  /** Tells whether it is active; it is unless the identity provider said otherwise. */
  public boolean active() {
    return !deleted() && resource.path("active").asBoolean(true);
  }

  /**
   * Returns the e-mail address to write to: the primary one, else that at work, else the first one.
   */
  public Optional<String> email() {
    return emails(email -> email.path("primary").asBoolean())
        .or(() -> emails(StoredIdentity::isAtWork))
        .or(() -> emails(email -> true));
  }

  /**
   * Returns the e-mail address that is unique in the organization. A home address counts only if it
   * is the primary one, because families share theirs.
   */
  public Optional<String> uniqueEmail() {
    return emails(email -> email.path("primary").asBoolean())
        .or(() -> emails(StoredIdentity::isAtWork))
        .or(() -> emails(email -> !email.path("type").asText().equalsIgnoreCase("home")));
  }

  private static boolean isAtWork(JsonNode email) {
    return email.path("type").asText().equalsIgnoreCase("work");
  }

  private Optional<String> emails(Predicate<JsonNode> wanted) {
    return resource
        .path("emails")
        .valueStream()
        .filter(wanted)
        .flatMap(email -> text(email.path("value")).stream())
        .findFirst();
  }

  /** Returns the keys of its e-mail addresses beside {@link #uniqueEmail()}. */
  public Set<String> furtherEmailKeys() {
    Set<String> keys = new HashSet<>();
    resource
        .path("emails")
        .forEach(email -> text(email.path("value")).map(Folding::key).ifPresent(keys::add));
    uniqueEmail().map(Folding::key).ifPresent(keys::remove);
    return keys;
  }

  /** Returns the identity as events tell it to the other services. */
  public Identity identity() {
    return new Identity(
        id,
        organization,
        version,
        status(),
        userName(),
        externalId(),
        profile(),
        roles(),
        List.copyOf(groups),
        invitedRole,
        login.facts(),
        Optional.of(assigned),
        suspensions(),
        deletion,
        sessionsNotBefore,
        createdAt,
        changedAt);
  }

  /** Returns whether the person may act, so that the role of the account counts. */
  public boolean mayAct() {
    return status() == IdentityStatus.ACTIVE;
  }

  private IdentityStatus status() {
    if (deleted()) {
      return IdentityStatus.DELETED;
    }
    if (lockedAt.isPresent()) {
      return IdentityStatus.LOCKED;
    }
    return active() ? IdentityStatus.ACTIVE : IdentityStatus.INACTIVE;
  }

  private Set<SuspensionReason> suspensions() {
    Set<SuspensionReason> reasons = EnumSet.noneOf(SuspensionReason.class);
    if (!deleted() && !active()) {
      reasons.add(SuspensionReason.DEACTIVATED);
    }
    if (!deleted() && lockedAt.isPresent()) {
      reasons.add(SuspensionReason.LOCKED);
    }
    return reasons;
  }

  private Profile profile() {
    JsonNode name = resource.path("name");
    return new Profile(
        text(resource.path("displayName")).or(() -> text(name.path("formatted"))),
        text(name.path("givenName")),
        text(name.path("familyName")),
        email(),
        text(resource.path("locale")),
        text(resource.path("timezone")));
  }

  /**
   * Returns the values of the attribute {@code roles}; a role without a value gives an empty text.
   */
  public List<String> roles() {
    List<String> values = new ArrayList<>();
    resource.path("roles").forEach(role -> values.add(role.path("value").asText()));
    return values;
  }

  private static Optional<String> text(JsonNode value) {
    return value.isTextual() && !value.textValue().isEmpty()
        ? Optional.of(value.textValue())
        : Optional.empty();
  }
}
