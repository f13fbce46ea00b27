package io.bailiwick.enforcer.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.decision.Facts.Freshness;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import io.bailiwick.model.SampleOrganization;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is known, and how old it is, against the answer. What happens before a decision, an
 * exception or a revision that is not reached, is in ProjectionCheckTest; deadline and overload are
 * in OverloadTest.
 */
class TruthTableTest extends PolicyCases {
  private static final Duration STALE_AFTER = Duration.ofSeconds(5);
  private static final Duration DENY_AFTER = Duration.ofMinutes(15);

  /**
   * The table. The bound is that of the organization, in seconds like the age; without one, the
   * operator's 900 seconds count. Without an age, the topics have not been read to their end.
   */
  @ParameterizedTest(name = "age {0}, bound {1}: {2}, {3} {4} {5}: {6}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          # fresh: known accounts
             0 |      | active         | repository.create   | acme  | private | allowed
             5 |      | active         | token.create        | acme  | private | allowed
             5 |      | active         | repository.create   | squad | private | external_collaboration_forbidden
             0 |      | inactive       | repository.create   | acme  | private | account_suspended
             0 |      | locked         | repository.create   | acme  | private | account_suspended
             0 |      | suspended      | repository.create   | acme  | private | account_suspended
             0 |      | deleted        | repository.create   | acme  | private | account_deprovisioned
             0 |      | deprovisioned  | repository.create   | acme  | private | account_deprovisioned
             0 |      | handle-taken   | repository.create   | acme  | private | handle_taken
          # fresh: accounts that are not known, or whose last record cannot be read
             0 |      | never-seen     | repository.read     | squad | public  | unknown_subject
             0 |      | bad-identity   | repository.read     | squad | public  | indeterminate
             0 |      | bad-account    | repository.read     | squad | public  | indeterminate
             0 |      | bad-settings   | repository.read     | squad | public  | indeterminate
          # stale, up to the bound: the last state; a deny sticks, and exposure does not widen
             6 |      | active         | repository.create   | acme  | private | allowed
           900 |      | active         | repository.create   | acme  | private | allowed
           900 |      | active         | repository.create   | acme  | public  | stale_projection
           900 |      | active         | organization.invite | acme  | private | stale_projection
           900 |      | active         | token.create        | acme  | private | stale_projection
           900 |      | active         | repository.create   | squad | private | external_collaboration_forbidden
           900 |      | inactive       | repository.create   | acme  | private | account_suspended
           900 |      | deleted        | repository.create   | acme  | private | account_deprovisioned
           900 |      | never-seen     | repository.read     | squad | public  | unknown_subject
           900 |      | bad-identity   | repository.read     | squad | public  | indeterminate
          # beyond the bound: everything of managed accounts
           901 |      | active         | repository.read     | squad | public  | stale_projection
           901 |      | inactive       | repository.read     | squad | public  | stale_projection
           901 |      | never-seen     | repository.read     | squad | public  | stale_projection
           901 |      | bad-identity   | repository.read     | squad | public  | stale_projection
           901 |      | bad-settings   | repository.read     | squad | public  | stale_projection
          # beyond the organization's own bound, which is never longer than the operator's
            60 |   60 | active         | repository.create   | acme  | private | allowed
            61 |   60 | active         | repository.read     | squad | public  | stale_projection
            61 |   60 | inactive       | repository.read     | squad | public  | stale_projection
            61 |      | active         | repository.create   | acme  | private | allowed
           900 | 3600 | active         | repository.create   | acme  | private | allowed
           901 | 3600 | active         | repository.create   | acme  | private | stale_projection
          # any age: personal accounts, and no managed organization
             0 |      | personal       | repository.create   | squad | public  | not_managed
           900 |      | personal       | repository.create   | squad | public  | not_managed
           901 |      | personal       | repository.create   | squad | public  | not_managed
           901 |      | personal       | token.create        | squad | private | not_managed
          # any age: personal accounts at a managed organization
             0 |      | personal       | repository.read     | acme  | private | external_org_forbidden
           901 |      | personal       | repository.read     | acme  | private | external_org_forbidden
           901 |      | personal       | repository.read     | acme  | public  | not_managed
          # break-glass accounts: as administrators while it is known that they are
             0 |      | break-glass    | repository.settings | acme  | private | allowed
           900 |      | break-glass    | repository.settings | acme  | private | stale_projection
           900 |      | break-glass    | repository.write    | acme  | private | allowed
           901 |      | break-glass    | repository.write    | acme  | private | stale_projection
           901 |      | break-glass    | repository.read     | acme  | public  | not_managed
           901 |      | break-glass    | repository.write    | squad | private | not_managed
            61 |   60 | break-glass    | repository.write    | acme  | private | stale_projection
            61 |   60 | break-glass    | repository.write    | squad | private | not_managed
          # never caught up: it is not known who is managed, and which organizations are
               |      | active         | repository.read     | squad | public  | stale_projection
               |      | never-seen     | repository.read     | squad | public  | stale_projection
               |      | personal       | repository.read     | squad | public  | stale_projection
               |      | break-glass    | repository.read     | acme  | private | stale_projection
          """)
  void answers(
      @Nullable Integer age,
      @Nullable Integer bound,
      String subject,
      String action,
      String owner,
      String visibility,
      String reason) {
    Organization acme =
        bound == null
            ? World.acme("open")
            : SampleOrganization.denyingAfter(World.acme("open"), Duration.ofSeconds(bound));
    Freshness freshness =
        age == null
            ? Freshness.UNREAD
            : Freshness.of(
                Duration.ofSeconds(age), STALE_AFTER, acme.staleness().denyAfter(DENY_AFTER));
    boolean personal = subject.equals("personal") || subject.equals("break-glass");
    CheckRequest plain = request(action, owner, visibility);
    CheckRequest request =
        new CheckRequest(
            personal ? "ada" : World.JANE,
            action,
            plain.resource(),
            personal ? Optional.empty() : plain.session(),
            Optional.empty());
    Facts facts =
        new Facts(
            personal ? Optional.empty() : jane(subject),
            personal || subject.equals("bad-settings") ? Optional.empty() : Optional.of(acme),
            subject.equals("break-glass") ? List.of(acme) : List.of(),
            false,
            false,
            owner.equals("acme") ? Set.of("acme") : Set.of(),
            freshness);
    assertThat(POLICY.decide(request, facts, World.NOW).reason().code()).isEqualTo(reason);
    ExplanationLaws.hold(CATALOGUE, request, facts);
  }

  private static Optional<Subject> jane(String state) {
    Subject jane =
        World.jane(
            Role.ADMIN,
            switch (state) {
              case "inactive" -> IdentityStatus.INACTIVE;
              case "locked" -> IdentityStatus.LOCKED;
              case "deleted" -> IdentityStatus.DELETED;
              default -> IdentityStatus.ACTIVE;
            },
            switch (state) {
              case "suspended" -> AccountStatus.SUSPENDED;
              case "deprovisioned" -> AccountStatus.DEPROVISIONED;
              case "handle-taken" -> AccountStatus.HANDLE_TAKEN;
              default -> AccountStatus.ACTIVE;
            },
            World.NOW.minusSeconds(600));
    return Stream.of(jane.uncertain(state.equals("bad-identity"), state.equals("bad-account")))
        .filter(_ -> !state.equals("never-seen"))
        .findFirst();
  }
}
