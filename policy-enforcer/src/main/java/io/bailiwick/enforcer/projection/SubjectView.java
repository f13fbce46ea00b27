package io.bailiwick.enforcer.projection;

import io.bailiwick.enforcer.decision.Subject;
import io.bailiwick.event.AccountEvent;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.event.OrganizationEvent;
import io.bailiwick.event.Topics;
import io.bailiwick.model.Account;
import io.bailiwick.model.Identity;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Revision;
import io.bailiwick.model.Versions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * Folds identities, accounts and organizations into one subject per id; newer versions win, so the
 * order in which the topics come does not matter.
 *
 * <p>One thread writes (the reader), any thread reads. Nothing here waits.
 */
@ApplicationScoped
public class SubjectView {
  private final ConcurrentMap<String, Subject> subjects = new ConcurrentHashMap<>();
  private final Set<String> handles = ConcurrentHashMap.newKeySet();
  private final ConcurrentMap<String, KnownOrganization> organizations = new ConcurrentHashMap<>();

  /** Of each break-glass account the organizations that have ever named it. */
  private final ConcurrentMap<String, Set<String>> breakGlass = new ConcurrentHashMap<>();

  /**
   * Takes in an identity's newest state.
   *
   * @return whether it follows from what is known; one that does not was not written by the gateway
   */
  public boolean apply(IdentityEvent event) {
    Identity identity = event.identity();
    String organization = shared(identity.organization());
    Subject before = known(identity.id(), organization);
    if (!follows(before, organization, before.identityVersion(), identity.version())) {
      return false;
    }
    if (before.identityVersion() < identity.version()) {
      subjects.put(identity.id(), before.with(organization, identity));
    }
    return true;
  }

  private Subject known(String id, String organization) {
    Subject known = subjects.get(id);
    return known == null ? Subject.unseen(id, organization) : known;
  }

  /** An account never changes its organization. */
  private static boolean follows(
      Subject known, String organization, long knownVersion, long version) {
    boolean same = known.organization().isEmpty() || known.organization().equals(organization);
    return same && Versions.follows(knownVersion, version);
  }

  /** Takes in an account's newest state; whether it follows from what is known. */
  public boolean apply(AccountEvent event) {
    Account account = event.account();
    String organization = shared(account.organization());
    Subject before = known(account.id(), organization);
    if (!follows(before, organization, before.accountVersion(), account.version())) {
      return false;
    }
    // An account keeps its handle for good: nobody's later one is hidden by it.
    account.handle().ifPresent(handles::add);
    if (before.accountVersion() < account.version()) {
      subjects.put(account.id(), before.with(organization, account));
    }
    return true;
  }

  /** Takes in an organization's newest settings; whether they follow from what is known. */
  public boolean apply(OrganizationEvent event) {
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
        new KnownOrganization(event.state(), false),
        (known, newer) ->
            known.settings != null && known.settings.version() >= newer.version() ? known : newer);
    return true;
  }

  /** A record about an identity could not be read: it is uncertain until a newer one can. */
  public void identityUnreadable(String id) {
    unreadable(id, true, false);
  }

  /** A record about an account could not be read: it is uncertain until a newer one can. */
  public void accountUnreadable(String id) {
    unreadable(id, false, true);
  }

  private void unreadable(String key, boolean identity, boolean account) {
    subjects.put(key, known(key, "").uncertain(identity, account));
  }

  /** A record about an organization could not be read. */
  public void organizationUnreadable(String id) {
    organizations.compute(
        id, (key, known) -> new KnownOrganization(known == null ? null : known.settings, true));
  }

  public Optional<Subject> subject(String id) {
    return Optional.ofNullable(subjects.get(id));
  }

  /** The settings of an organization; empty when they are not known or not certain. */
  public Optional<Organization> organization(String id) {
    KnownOrganization known = organizations.get(id);
    return known == null || known.unreadable
        ? Optional.empty()
        : Optional.ofNullable(known.settings);
  }

  /** The organizations that are open to a personal account, in the order of their ids. */
  public List<Organization> openTo(String account, Instant now) {
    return breakGlass.getOrDefault(account, Set.of()).stream()
        .flatMap(id -> organization(id).stream())
        .filter(one -> one.breakGlass().filter(named -> named.isOpenFor(account, now)).isPresent())
        .toList();
  }

  /**
   * Whether a name is the handle of a managed account, in any letter case and also with the
   * {@code @} that people write before one.
   */
  public boolean isHandle(String name) {
    String folded = name.toLowerCase(Locale.ROOT);
    return handles.contains(folded.startsWith("@") ? folded.substring(1) : folded);
  }

  /** Whether somebody is called by a handle or an organization where an account's id belongs. */
  public boolean isName(String subject) {
    return isHandle(subject) || isOrganization(subject.toLowerCase(Locale.ROOT));
  }

  /** Whether a namespace is that of a managed organization. */
  public boolean isOrganization(String namespace) {
    return organizations.containsKey(namespace);
  }

  /** Whether the view has come as far as a write. */
  public boolean hasReached(Revision revision) {
    long version =
        switch (revision.kind()) {
          case IDENTITY -> subject(revision.id()).map(Subject::identityVersion).orElse(0L);
          case ACCOUNT -> subject(revision.id()).map(Subject::accountVersion).orElse(0L);
          case ORGANIZATION -> organization(revision.id()).map(Organization::version).orElse(0L);
        };
    return version >= revision.version();
  }

  /** How many keys of a topic are known, readable or not. */
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

  /** How many subjects are known. */
  public int size() {
    return subjects.size();
  }

  /** The organization's name as one string, shared by all subjects of it. */
  private String shared(String organization) {
    KnownOrganization known = organizations.get(organization);
    return known == null || known.settings == null ? organization : known.settings.id();
  }

  private record KnownOrganization(@Nullable Organization settings, boolean unreadable) {
    long version() {
      return settings == null ? 0 : settings.version();
    }
  }
}
