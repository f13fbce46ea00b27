package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.database.Conflicts;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.directory.Directory;
import io.bailiwick.gateway.directory.Identities;
import io.bailiwick.gateway.directory.IdentityDirectory;
import io.bailiwick.gateway.directory.rules.Admission;
import io.bailiwick.gateway.directory.rules.Outcome;
import io.bailiwick.gateway.directory.rules.Person;
import io.bailiwick.gateway.organizations.Invitations;
import io.bailiwick.gateway.organizations.Organizations;
import io.bailiwick.model.Organization;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Admits people. It loads, lets the rule decide, and writes identity, event and session. */
@ApplicationScoped
class Admissions {
  private final Transactions transactions;
  private final IdentityDirectory directory;
  private final Identities identities;
  private final Organizations organizations;
  private final Invitations invitations;

  Admissions(
      Transactions transactions,
      IdentityDirectory directory,
      Identities identities,
      Organizations organizations,
      Invitations invitations) {
    this.transactions = transactions;
    this.directory = directory;
    this.identities = identities;
    this.organizations = organizations;
    this.invitations = invitations;
  }

  /**
   * Admits a person or refuses; with an admission it writes what follows from it.
   *
   * @param then writes the rest in the same transaction, such as the session
   */
  public <T> Uni<AdmissionResult<T>> signIn(
      String organization, Person person, Function<Outcome.Granted, Uni<T>> then) {
    String id = IdentityDirectory.newId();
    return Conflicts.retryOnRace(
        Directory.UNIQUE,
        () ->
            transactions.alone(
                organization,
                Optional.of(person.subject()),
                () -> signIn(organization, id, person, then)));
  }

  private <T> Uni<AdmissionResult<T>> signIn(
      String organization, String id, Person person, Function<Outcome.Granted, Uni<T>> then) {
    return verdict(organization, id, person)
        .chain(
            verdict ->
                switch (verdict) {
                  case Admission.Refused refused ->
                      Uni.createFrom().item(new AdmissionResult.Refused<T>(refused));
                  case Admission.Admitted admitted ->
                      directory
                          .write(admitted.outcome())
                          .chain(
                              outcome ->
                                  switch (outcome) {
                                    case Outcome.Granted granted ->
                                        then.apply(granted)
                                            .map(
                                                made ->
                                                    new AdmissionResult.Admitted<T>(granted, made));
                                    case Outcome.QuotaReached _ ->
                                        refused(Admission.Refusal.QUOTA_REACHED);
                                    case Outcome.Rejected _ ->
                                        refused(Admission.Refusal.LAST_ADMIN);
                                  });
                });
  }

  private static <T> Uni<AdmissionResult<T>> refused(Admission.Refusal refusal) {
    return Uni.createFrom()
        .item(new AdmissionResult.Refused<>(new Admission.Refused(refusal, List.of())));
  }

  /** Returns the decision on a sign-in without writing anything. */
  public Uni<Admission.Verdict> tryOut(String organization, Person person) {
    return transactions.of(
        organization, () -> verdict(organization, IdentityDirectory.newId(), person));
  }

  private Uni<Admission.Verdict> verdict(String organization, String id, Person person) {
    return organizations
        .load(organization)
        .map(found -> found.orElseThrow(() -> new IllegalStateException("no organization")))
        .chain(
            settings ->
                transactions
                    .now()
                    .chain(now -> verdict(settings, id, person, timeOf(settings, now))));
  }

  private Uni<Admission.Verdict> verdict(
      Organization settings, String id, Person person, Instant now) {
    return identities
        .candidates(settings.id(), Optional.of(person.subject()), person.newName(), person.email())
        .chain(
            candidates ->
                invitations
                    .role(settings.id(), person.verifiedEmail())
                    .map(role -> Admission.decide(person, candidates, settings, id, role, now)));
  }

  /**
   * Returns the time of a sign-in.
   *
   * <p>INVARIANT: it is not before the last end of all sessions. The identity changes at that time,
   * and its session begins no later. A revocation of the session is later than the change.
   */
  private static Instant timeOf(Organization settings, Instant now) {
    return settings.sessions().notBefore().filter(now::isBefore).orElse(now);
  }
}
