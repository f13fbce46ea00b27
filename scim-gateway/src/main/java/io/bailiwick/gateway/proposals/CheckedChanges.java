package io.bailiwick.gateway.proposals;

import io.bailiwick.gateway.organizations.OrganizationChange;
import io.bailiwick.gateway.organizations.OrganizationRegistry;
import io.bailiwick.gateway.organizations.SettingsChange;
import io.bailiwick.gateway.proposals.AssertionBook.Stored;
import io.bailiwick.gateway.proposals.Proposals.Verdict;
import io.bailiwick.model.Organization;
import io.bailiwick.service.LogText;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Changes settings after the organization's assertions have been evaluated under them. Without
 * assertions the enforcer is not asked.
 */
@ApplicationScoped
public class CheckedChanges {
  private static final Logger LOG = Logger.getLogger(CheckedChanges.class);
  private static final int ATTEMPTS = 3;

  private final OrganizationRegistry registry;
  private final AssertionBook book;
  private final Proposals proposals;
  private final SecurityIdentity operator;

  CheckedChanges(
      OrganizationRegistry registry,
      AssertionBook book,
      Proposals proposals,
      SecurityIdentity operator) {
    this.registry = registry;
    this.book = book;
    this.proposals = proposals;
    this.operator = operator;
  }

  /**
   * Changes the settings of an organization like {@link OrganizationRegistry#changeSettings},
   * unless one of its assertions would fail.
   *
   * @param unchecked whether to change them without a look at the assertions
   */
  public Uni<OrganizationChange> changeSettings(
      String id, Predicate<Organization> isExpected, SettingsChange change, boolean unchecked) {
    String by = operator.getPrincipal().getName();
    return book.find(id)
        .chain(
            found -> {
              Assertions assertions = found.map(Stored::list).orElse(Assertions.NONE);
              if (assertions.assertions().isEmpty() || unchecked) {
                return registry
                    .changeSettings(id, isExpected, change)
                    .invoke(made -> audit(id, made, assertions, by));
              }
              return checked(new Wanted(id, isExpected, change, assertions), ATTEMPTS);
            });
  }

  private static void audit(
      String id, OrganizationChange change, Assertions assertions, String by) {
    if (change instanceof OrganizationChange.Made && !assertions.assertions().isEmpty()) {
      LOG.warnf(
          "The settings of %s were changed unchecked by %s: %d assertions were not evaluated.",
          id, LogText.quoted(by), assertions.assertions().size());
    }
  }

  /**
   * Evaluates before the transaction, which must not wait for the enforcer. If the organization has
   * changed meanwhile, the evaluation is repeated.
   */
  private Uni<OrganizationChange> checked(Wanted wanted, int attempts) {
    return registry
        .find(wanted.id)
        .chain(
            found -> {
              Optional<Organization> before = found.filter(wanted.isExpected);
              // The change itself says what is wrong.
              return before.isEmpty()
                  ? wanted.change(wanted.isExpected)
                  : judged(wanted, before.get(), attempts);
            });
  }

  private Uni<OrganizationChange> judged(Wanted wanted, Organization before, int attempts) {
    return registry
        .resolved(wanted.change.apply(before).on(before, before.changedAt()))
        .chain(proposed -> proposals.judge(before, proposed, wanted.assertions))
        .chain(
            verdict ->
                switch (verdict) {
                  case Verdict.Fails fails ->
                      item(new OrganizationChange.AssertionsFailed(fails.assertions()));
                  case Verdict.Unanswered unanswered ->
                      item(new OrganizationChange.AssertionsUnanswered(unanswered.why()));
                  case Verdict.Holds _ ->
                      wanted
                          .change(now -> now.version() == before.version())
                          .chain(
                              made ->
                                  made instanceof OrganizationChange.VersionMismatch && attempts > 1
                                      ? checked(wanted, attempts - 1)
                                      : item(made));
                });
  }

  private static Uni<OrganizationChange> item(OrganizationChange change) {
    return Uni.createFrom().item(change);
  }

  /** A change that somebody wants. */
  private final class Wanted {
    private final String id;
    private final Predicate<Organization> isExpected;
    private final SettingsChange change;
    private final Assertions assertions;

    Wanted(
        String id,
        Predicate<Organization> isExpected,
        SettingsChange change,
        Assertions assertions) {
      this.id = id;
      this.isExpected = isExpected;
      this.change = change;
      this.assertions = assertions;
    }

    Uni<OrganizationChange> change(Predicate<Organization> expected) {
      return registry.changeSettings(id, expected, change);
    }
  }
}
