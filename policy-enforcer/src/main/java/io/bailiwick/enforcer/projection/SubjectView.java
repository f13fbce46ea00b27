package io.bailiwick.enforcer.projection;

import io.bailiwick.enforcer.decision.Subject;
import io.bailiwick.event.AccountEvent;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.model.Account;
import io.bailiwick.model.Identity;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Revision;
import io.bailiwick.model.Versions;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * Folds identities, accounts and organizations into one subject per id; newer versions win, so the
 * order in which the topics come does not matter.
 *
 * <p>The reader of the topics and the follower of the revocations write, one at a time. Any thread
 * reads, and no read blocks.
 */
@Singleton
public class SubjectView {
  private static final int MOST_EARLY = 100_000;

  private final ConcurrentMap<String, Subject> subjects = new ConcurrentHashMap<>();
  private final SharedGrants grants = new SharedGrants();
  private final Set<String> handles = ConcurrentHashMap.newKeySet();
  private final ConcurrentMap<String, KnownOrganization> organizations = new ConcurrentHashMap<>();

  /** The newest organizations of the feed of revocations that the topics have not reached yet. */
  private final Map<String, Organization> revoked = new HashMap<>();

  /**
   * Identities without access that the feed of revocations brought before their topic brought any
   * version of them. They count as unknown, which is denied, until it does.
   */
  private final Map<String, IdentityEvent> early = new HashMap<>();

  /** The organizations that have ever named each break-glass account. */
  private final ConcurrentMap<String, Set<String>> breakGlass = new ConcurrentHashMap<>();

  /**
   * Applies an identity's newest state.
   *
   * @return whether it follows from the known state; a state that does not was not written by the
   *     gateway
   */
  public synchronized boolean apply(IdentityEvent event) {
    Identity identity = event.identity();
    String organization = shared(identity.organization());
    Subject before = known(identity.id(), organization);
    if (!follows(before, organization, before.identityVersion(), identity.version())) {
      return false;
    }
    if (before.identityVersion() < identity.version()) {
      subjects.put(identity.id(), before.with(organization, identity));
    }
    IdentityEvent ahead = early.remove(identity.id());
    if (ahead != null) {
      revoke(ahead);
    }
    return true;
  }

  private Subject known(String id, String organization) {
    Subject known = subjects.get(id);
    return known == null ? Subject.unseen(id, organization) : known;
  }

  /** Returns whether a state can follow; an account never changes its organization. */
  private static boolean follows(
      Subject known, String organization, long knownVersion, long version) {
    boolean same = known.organization().isEmpty() || known.organization().equals(organization);
    return same && Versions.follows(knownVersion, version);
  }

  /** Applies an account's newest state; returns whether it follows from the known state. */
  public synchronized boolean apply(AccountEvent event) {
    Account account = event.account();
    String organization = shared(account.organization());
    Subject before = known(account.id(), organization);
    if (!follows(before, organization, before.accountVersion(), account.version())) {
      return false;
    }
    // An account keeps its handle for good, so it never hides a later account's handle.
    account.handle().ifPresent(handles::add);
    if (before.accountVersion() < account.version()) {
      subjects.put(account.id(), before.with(organization, account, grants.of(account.grants())));
    }
    return true;
  }

  /** Applies an organization's newest settings; returns whether they follow from the known ones. */
  public synchronized boolean apply(OrganizationEvent event) {
    KnownOrganization present = organizations.get(event.organization());
    if (!Versions.follows(present == null ? 0 : present.version(), event.state().version())) {
      return false;
    }
    event
        .state()
        .breakGlass()
        .ifPresent(
            named ->
                breakGlass
                    .computeIfAbsent(named.account(), account -> new ConcurrentSkipListSet<>())
                    .add(event.organization()));
    organizations.merge(
        event.organization(),
        new KnownOrganization(withoutRevoked(event.state()), false),
        (known, newer) ->
            known.settings() != null && known.settings().version() >= newer.version()
                ? known
                : newer);
    return true;
  }

  private Organization withoutRevoked(Organization state) {
    Organization ahead = revoked.get(state.id());
    if (ahead == null) {
      return state;
    }
    if (ahead.version() <= state.version()) {
      revoked.remove(state.id());
      return state;
    }
    return state.without(ahead);
  }

  // INVARIANT: it takes away and never gives. An active identity that comes this way revokes
  // sessions only, so that it cannot lift a suspension. A subject that the topics have not brought
  // is denied, does not count as one of their keys, and loses its access as soon as they bring it.
  /**
   * Applies what an identity's state takes away, before its topic brings it.
   *
   * @return whether that was new
   */
  public synchronized boolean revoke(IdentityEvent event) {
    Identity identity = event.identity();
    Subject before = subjects.get(identity.id());
    if (before == null || before.identityVersion() == 0) {
      if (early.size() < MOST_EARLY) {
        early.merge(
            identity.id(),
            event,
            (one, other) -> other.identity().version() > one.identity().version() ? other : one);
      }
      return false;
    }
    if (before.identityVersion() >= identity.version()
        || !follows(
            before, identity.organization(), before.identityVersion(), identity.version())) {
      return false;
    }
    Subject after =
        identity.status() == IdentityStatus.ACTIVE
            ? identity.sessionsNotBefore().map(before::revoked).orElse(before)
            : before.with(before.organization(), identity);
    subjects.put(identity.id(), after);
    return !after.equals(before);
  }

  /** Applies a lockdown or an end of all sessions like {@link #revoke(IdentityEvent)}. */
  public synchronized boolean revoke(OrganizationEvent event) {
    Organization state = event.state();
    KnownOrganization known = organizations.get(state.id());
    if (known == null
        || known.settings() == null
        || known.version() >= state.version()
        || !Versions.follows(known.version(), state.version())) {
      return false;
    }
    revoked.merge(
        state.id(),
        state,
        (before, newer) -> newer.version() > before.version() ? newer.without(before) : before);
    Organization after = known.settings().without(state);
    organizations.put(state.id(), new KnownOrganization(after, known.unreadable()));
    return !after.equals(known.settings());
  }

  /** Marks an identity with an unreadable record as uncertain until a newer one can be read. */
  public void identityUnreadable(String id) {
    unreadable(id, true, false);
  }

  /** Marks an account with an unreadable record as uncertain until a newer one can be read. */
  public void accountUnreadable(String id) {
    unreadable(id, false, true);
  }

  private synchronized void unreadable(String key, boolean identity, boolean account) {
    subjects.put(key, known(key, "").uncertain(identity, account));
  }

  /** Marks an organization with an unreadable record as uncertain. */
  public synchronized void organizationUnreadable(String id) {
    organizations.compute(
        id, (key, known) -> new KnownOrganization(known == null ? null : known.settings(), true));
  }

  public Optional<Subject> subject(String id) {
    return Optional.ofNullable(subjects.get(id));
  }

  /** Returns the settings of an organization; empty if they are unknown or uncertain. */
  public Optional<Organization> organization(String id) {
    KnownOrganization known = organizations.get(id);
    return known == null || known.unreadable()
        ? Optional.empty()
        : Optional.ofNullable(known.settings());
  }

  /** Returns the organizations that are open to a personal account, in the order of their ids. */
  public List<Organization> openTo(String account, Instant now) {
    return breakGlass.getOrDefault(account, Set.of()).stream()
        .flatMap(id -> organization(id).stream())
        .filter(one -> one.breakGlass().filter(named -> named.isOpenFor(account, now)).isPresent())
        .toList();
  }

  /**
   * Returns whether a name is the handle of a managed account, in any letter case, with or without
   * the usual {@code @} in front.
   */
  public boolean isHandle(String name) {
    String folded = name.toLowerCase(Locale.ROOT);
    return handles.contains(folded.startsWith("@") ? folded.substring(1) : folded);
  }

  /** Returns whether a handle or an organization stands in the place of an account's id. */
  public boolean isName(String subject) {
    return isHandle(subject) || isOrganization(subject.toLowerCase(Locale.ROOT));
  }

  /** Returns whether a namespace is that of a managed organization. */
  public boolean isOrganization(String namespace) {
    return organizations.containsKey(namespace);
  }

  /** Returns whether the view has read a write; it knows neither sessions nor moments. */
  public boolean hasReached(Revision revision) {
    long version =
        switch (revision.kind()) {
          case IDENTITY, RECORD -> subject(revision.id()).map(Subject::identityVersion).orElse(0L);
          case ACCOUNT -> subject(revision.id()).map(Subject::accountVersion).orElse(0L);
          case ORGANIZATION -> organization(revision.id()).map(Organization::version).orElse(0L);
          case SESSION, MOMENT -> 0L;
        };
    return version >= revision.version();
  }

  /** Returns the number of known keys of a topic, readable or not. */
  public long known(String topic) {
    return switch (topic) {
      case Topics.IDENTITIES ->
          subjects.values().stream()
              .filter(one -> one.identityVersion() > 0 || one.identityUnreadable())
              .count();
      case Topics.ACCOUNTS ->
          subjects.values().stream()
              .filter(one -> one.accountVersion() > 0 || one.accountUnreadable())
              .count();
      case Topics.ORGANIZATIONS -> organizations.size();
      default -> 0;
    };
  }

  /** Returns the ids of the known subjects, in no order; what changes meanwhile may be missing. */
  public Iterable<String> subjects() {
    return subjects.keySet();
  }

  /** Returns the ids of the known organizations, in no order. */
  public Iterable<String> organizations() {
    return organizations.keySet();
  }

  /** Returns the number of known subjects. */
  public int size() {
    return subjects.size();
  }

  /** Returns the organization's name as one string, shared by all its subjects. */
  private String shared(String organization) {
    KnownOrganization known = organizations.get(organization);
    return known == null || known.settings() == null ? organization : known.settings().id();
  }
}
