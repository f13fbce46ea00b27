package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.gateway.schema.Folding;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.SearchDocument;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Profile;
import io.bailiwick.model.Role;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * An identity as the gateway keeps it.
 *
 * @param resource the SCIM attributes; of a deleted identity, its keys alone
 * @param groups the ids of the groups that it is a member of
 * @param pushed whether SCIM has written it; false while only sign-in has
 * @param login what sign-in has to do with it
 * @param invitedRole the role that an invitation promised
 * @param lockedAt since when an administrator holds it, whatever the identity provider says
 * @param deleted whether it is a tombstone: answered as if it had never been, its id never reused
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
    Optional<Instant> lockedAt,
    boolean deleted,
    Optional<Instant> sessionsNotBefore,
    Instant createdAt,
    Instant changedAt) {

  public StoredIdentity {
    groups = Set.copyOf(groups);
  }

  /** The first version of an identity. */
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
        Optional.empty(),
        false,
        Optional.empty(),
        now,
        now);
  }

  /** A resource that has no identity yet, to ask it for its keys. */
  public static StoredIdentity of(ObjectNode resource) {
    return first("", "", resource, Optional.empty(), Instant.EPOCH);
  }

  /** The same, made by sign-in. */
  StoredIdentity madeBy(Login signIn) {
    return new IdentityDraft(this).madeBy(signIn).unwritten();
  }

  /** The same, held by an administrator. */
  StoredIdentity lockedSince(Instant at) {
    return new IdentityDraft(this).lockedAt(Optional.of(at)).unwritten();
  }

  /** The next version of it, which is or is not a member of a group. */
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

  /** The next version of it. */
  IdentityDraft next() {
    return new IdentityDraft(this);
  }

  public String userName() {
    return resource.path("userName").asText();
  }

  public Optional<String> externalId() {
    return text(resource.path("externalId"));
  }

  /** Whether a key is its own: what SCIM calls it, or what signs in to it. */
  boolean isOf(Optional<String> key) {
    return key.isPresent() && (externalId().equals(key) || login.subject().equals(key));
  }

  /** Active unless the identity provider said otherwise. */
  public boolean active() {
    return !deleted && resource.path("active").asBoolean(true);
  }

  /** The e-mail address to write to: the primary one, else that at work, else the first one. */
  public Optional<String> email() {
    return emails(email -> email.path("primary").asBoolean())
        .or(() -> emails(StoredIdentity::isAtWork))
        .or(() -> emails(email -> true));
  }

  /**
   * The e-mail address that no other identity of the organization has. A home address is it only if
   * it is the primary one, because families share theirs.
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

  /** The keys of its e-mail addresses beside {@link #uniqueEmail()}. */
  public Set<String> furtherEmailKeys() {
    Set<String> keys = new HashSet<>();
    resource
        .path("emails")
        .forEach(email -> text(email.path("value")).map(Folding::key).ifPresent(keys::add));
    uniqueEmail().map(Folding::key).ifPresent(keys::remove);
    return keys;
  }

  /** Its form that filters and orders of its type go by. */
  public ObjectNode search(ResourceType type) {
    ObjectNode search = SearchDocument.of(type, resource);
    search.put("id", id);
    search
        .putObject("meta")
        .put("created", createdAt.toString())
        .put("lastModified", changedAt.toString());
    return search;
  }

  /** What the other services are told of it. */
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
        sessionsNotBefore,
        createdAt,
        changedAt);
  }

  private IdentityStatus status() {
    if (deleted) {
      return IdentityStatus.DELETED;
    }
    if (lockedAt.isPresent()) {
      return IdentityStatus.LOCKED;
    }
    return active() ? IdentityStatus.ACTIVE : IdentityStatus.INACTIVE;
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

  /** The values of the attribute {@code roles}; an empty text for one that has none. */
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
