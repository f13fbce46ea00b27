package io.bailiwick.gateway.directory.rules;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.Folding;
import io.bailiwick.model.ClaimPath;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import io.bailiwick.model.SignInFacts;
import io.bailiwick.model.SignInSettings;
import io.bailiwick.model.SignInSettings.AttributeOwnership;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides whether to admit a person that the identity provider has authenticated, and what to
 * write. Authorization comes first, so a refused sign-in writes nothing.
 */
public final class Admission {

  private Admission() {}

  /**
   * Decides on a sign-in.
   *
   * @param candidates the identities of the organization, tombstones too, that share a key with the
   *     person
   * @param newId the id of the identity if a new one is needed
   * @param invited the role that an invitation of the person's verified e-mail address promises
   */
  public static Verdict decide(
      Person person,
      List<StoredIdentity> candidates,
      Organization organization,
      String newId,
      Optional<Role> invited,
      Instant now) {
    if (organization.lockedDownAt().isPresent()) {
      return new Refused(Refusal.ORGANIZATION_LOCKED_DOWN);
    }
    List<String> missing =
        organization.signIn().requiredAttributes().stream()
            .filter(path -> ClaimPath.text(person.claims(), path).isEmpty())
            .map(path -> Claims.wrong(person, path))
            .toList();
    if (!missing.isEmpty()) {
      return new Refused(Refusal.ATTRIBUTES_MISSING, missing);
    }
    Optional<SignInSettings.RequiredGroup> group = organization.signIn().requiredGroup();
    if (group.filter(required -> !has(person, required, organization.signIn())).isPresent()) {
      return new Refused(
          Refusal.GROUP_REQUIRED, List.of(Claims.wrong(person, group.get().attribute())));
    }
    return matching(person, candidates, organization.signIn())
        .map(known -> known(person, known, candidates, organization, invited, now))
        .orElseGet(() -> unknown(person, candidates, organization, newId, invited, now));
  }

  private static boolean has(
      Person person, SignInSettings.RequiredGroup required, SignInSettings settings) {
    return settings
        .values(person.claims(), required.attribute())
        .filter(values -> values.contains(required.value()))
        .isPresent();
  }

  /**
   * Finds the identity by the subject key. Otherwise it finds one that no key has claimed: by a
   * verified address, or by name if the organization wants that.
   */
  private static Optional<StoredIdentity> matching(
      Person person, List<StoredIdentity> candidates, SignInSettings settings) {
    List<StoredIdentity> live = candidates.stream().filter(known -> !known.deleted()).toList();
    Optional<String> subject = Optional.of(person.subject());
    List<StoredIdentity> unclaimed =
        live.stream()
            .filter(known -> known.externalId().isEmpty() && known.login().subject().isEmpty())
            .toList();
    return live.stream()
        .filter(known -> known.login().subject().equals(subject))
        .findFirst()
        .or(() -> live.stream().filter(known -> known.externalId().equals(subject)).findFirst())
        .or(
            () ->
                unclaimed.stream()
                    .filter(known -> settings.linkByUserName())
                    .filter(known -> sameUserName(known, person.findingName()))
                    .findFirst())
        .or(
            () ->
                unclaimed.stream()
                    .filter(known -> sameEmail(known, person.verifiedEmail()))
                    .findFirst());
  }

  private static boolean sameUserName(StoredIdentity known, Optional<String> userName) {
    return userName
        .filter(name -> Folding.key(name).equals(Folding.key(known.userName())))
        .isPresent();
  }

  private static boolean sameEmail(StoredIdentity known, Optional<String> email) {
    return email.isPresent()
        && email.map(Folding::key).equals(known.uniqueEmail().map(Folding::key));
  }

  private static Verdict known(
      Person person,
      StoredIdentity known,
      List<StoredIdentity> candidates,
      Organization organization,
      Optional<Role> invited,
      Instant now) {
    if (known.lockedAt().isPresent()) {
      return new Refused(Refusal.LOCKED);
    }
    if (!known.active()) {
      return new Refused(Refusal.DEACTIVATED);
    }
    AttributeOwnership ownership = organization.signIn().attributeOwnership();
    ObjectNode resource = known.resource().deepCopy();
    Set<String> owned = new HashSet<>(known.login().owned());
    ObjectNode stated = person.attributes();
    if (emailOfAnother(person, known, candidates)) {
      stated.remove("emails");
    }
    for (Map.Entry<String, JsonNode> attribute : stated.properties()) {
      String name = attribute.getKey();
      if (mayWrite(ownership, name, owned, resource)) {
        resource.set(name, attribute.getValue());
        owned.add(name);
      }
    }
    if (ownsUserName(ownership, known)) {
      person
          .userName()
          .filter(name -> Names.whyNot("userName", name).isEmpty())
          .filter(name -> !isOfAnother(name, known, candidates))
          .ifPresent(name -> resource.put("userName", name));
    }
    boolean fits = UserRules.whyNot(resource).isEmpty();
    IdentityDraft draft =
        known
            .next()
            .resource(fits ? resource : known.resource())
            .login(
                login(
                    person,
                    known.login(),
                    fits ? owned : known.login().owned(),
                    organization.signIn(),
                    now))
            .invitedRole(invited.or(known::invitedRole));
    boolean anotherKey =
        known.login().subject().filter(key -> !key.equals(person.subject())).isPresent();
    return verdict(IdentityLifecycle.next(known, anotherKey ? draft.sessionsEnd(now) : draft, now));
  }

  private static boolean mayWrite(
      AttributeOwnership ownership, String name, Set<String> owned, ObjectNode resource) {
    return switch (ownership) {
      case SCIM_AUTHORITATIVE -> owned.contains(name) || !resource.has(name);
      case LAST_WRITER, JIT_ONLY -> true;
      case SCIM_ONLY -> false;
    };
  }

  /**
   * Tells whether sign-in may write the user name. SCIM finds people by it, so sign-in renames no
   * identity that SCIM has written.
   */
  private static boolean ownsUserName(AttributeOwnership ownership, StoredIdentity known) {
    return ownership != AttributeOwnership.SCIM_ONLY && !known.pushed();
  }

  private static boolean isOfAnother(
      String userName, StoredIdentity self, List<StoredIdentity> candidates) {
    return candidates.stream()
        .filter(other -> !other.deleted() && !other.id().equals(self.id()))
        .anyMatch(other -> sameUserName(other, Optional.of(userName)));
  }

  private static boolean emailOfAnother(
      Person person, StoredIdentity self, List<StoredIdentity> candidates) {
    return candidates.stream()
        .filter(other -> !other.deleted() && !other.id().equals(self.id()))
        .anyMatch(other -> sameEmail(other, person.email()));
  }

  private static Verdict unknown(
      Person person,
      List<StoredIdentity> candidates,
      Organization organization,
      String newId,
      Optional<Role> invited,
      Instant now) {
    Optional<String> subject = Optional.of(person.subject());
    if (candidates.stream().anyMatch(gone -> gone.isOf(subject))) {
      return new Refused(Refusal.DELETED);
    }
    if (organization.signIn().provisioning() == SignInSettings.Provisioning.SCIM_ONLY) {
      return new Refused(Refusal.NOT_PROVISIONED);
    }
    Optional<String> userName = person.newName();
    if (userName.isEmpty()) {
      return new Refused(
          Refusal.USER_NAME_MISSING,
          Stream.of(person.userNameClaim(), Person.EMAIL)
              .distinct()
              .map(path -> Claims.wrong(person, path))
              .toList());
    }
    List<StoredIdentity> live = candidates.stream().filter(other -> !other.deleted()).toList();
    if (live.stream().anyMatch(other -> sameUserName(other, userName))) {
      return new Refused(Refusal.USER_NAME_TAKEN);
    }
    if (live.stream().anyMatch(other -> sameEmail(other, person.email()))) {
      return new Refused(Refusal.EMAIL_TAKEN);
    }
    ObjectNode resource = person.attributes();
    Set<String> owned = new HashSet<>();
    resource.fieldNames().forEachRemaining(owned::add);
    resource.put("userName", userName.get()).put("active", true);
    if (UserRules.whyNot(resource).isPresent()) {
      return new Refused(
          Refusal.ATTRIBUTES_INVALID, List.of(UserRules.whyNot(resource).get().detail()));
    }
    StoredIdentity identity =
        StoredIdentity.first(newId, organization.id(), resource, invited, now)
            .madeBy(login(person, Login.NONE, owned, organization.signIn(), now));
    return verdict(IdentityLifecycle.created(identity));
  }

  private static Login login(
      Person person, Login before, Set<String> owned, SignInSettings settings, Instant now) {
    // INVARIANT: an identity inherits nothing that was stated of another key.
    Optional<SignInFacts> inherited =
        before.facts().filter(facts -> before.subject().equals(Optional.of(person.subject())));
    // INVARIANT: the stored claims are bounded, whatever a provider states over time, because an
    // event carries them.
    JsonNode known = inherited.map(SignInFacts::claims).orElse(MissingNode.getInstance());
    return new Login(
        Optional.of(person.subject()),
        Optional.of(Claims.after(known, person, settings, now)),
        owned);
  }

  private static Verdict verdict(Outcome outcome) {
    return switch (outcome) {
      // A second sign-in at the same microsecond, or at the end of all sessions, changes nothing.
      case Outcome.Granted granted -> new Admitted(granted);
      case Outcome.Rejected _ -> throw new IllegalStateException("a sign-in expects no version");
    };
  }

  /** The decision on a sign-in. */
  public sealed interface Verdict {}

  /** The person is admitted. */
  public record Admitted(Outcome.Granted outcome) implements Verdict {}

  /**
   * The person is not admitted, and nothing is written.
   *
   * @param names the attributes that the refusal is about
   */
  public record Refused(Refusal refusal, List<String> names) implements Verdict {
    public Refused {
      names = List.copyOf(names);
    }

    Refused(Refusal refusal) {
      this(refusal, List.of());
    }
  }

  /** The reasons why a person is not admitted. */
  public enum Refusal {
    ORGANIZATION_LOCKED_DOWN,
    LOCKED,
    DEACTIVATED,
    DELETED,
    NOT_PROVISIONED,
    ATTRIBUTES_MISSING,
    ATTRIBUTES_INVALID,
    USER_NAME_MISSING,
    GROUP_REQUIRED,
    USER_NAME_TAKEN,
    EMAIL_TAKEN,
    LAST_ADMIN,
    QUOTA_REACHED
  }
}
