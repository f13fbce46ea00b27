package io.bailiwick.enforcer.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.enforcer.decision.CheckRequest.Credential;
import io.bailiwick.enforcer.decision.CheckRequest.Destination;
import io.bailiwick.enforcer.decision.CheckRequest.Resource;
import io.bailiwick.enforcer.decision.CheckRequest.Session;
import io.bailiwick.enforcer.decision.Facts.Freshness;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.IdentityStatus;
import io.bailiwick.model.Organization;
import io.bailiwick.model.Role;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The facts that an explanation names, all of them, rule by rule. */
class SeenFactsTest extends PolicyCases {
  private static final Resource MODEL =
      new Resource(
          "model",
          "acme/x",
          Optional.of("acme"),
          false,
          Visibility.PRIVATE,
          Optional.of("research"),
          Optional.of(World.JANE),
          Optional.of(
              new Destination(Optional.of("globex"), Visibility.PUBLIC, Optional.of("lab"))),
          List.of("acme", "globex"));

  @Test
  void ofAManagedAccount() {
    Subject jane =
        World.jane(Role.WRITE, new Grants(List.of(new Grants.Held("research", Role.READ))));
    CheckRequest request =
        new CheckRequest(
            "user",
            World.JANE,
            "repository.transfer",
            MODEL,
            Optional.of(new Session("s", "acme", World.SIGNED_IN, Optional.of(World.JANE), false)),
            Optional.of(new Credential(Optional.of(World.SIGNED_IN))),
            true,
            Optional.empty());
    assertThat(seen(request, facts(jane, World.acme(""), Freshness.STALE), Rule.CONDITIONS))
        .isEqualTo(
            """
            QUESTION subject: mgd_06ek9q2vbx7kq9g4zt5h3n8m0r
            QUESTION action: repository.transfer
            QUESTION resource_type: model
            QUESTION resource_id: acme/x
            QUESTION owner: acme
            QUESTION visibility: private
            QUESTION resource_group: research
            QUESTION destination_owner: globex
            QUESTION destination_visibility: public
            QUESTION destination_resource_group: lab
            QUESTION created_by: mgd_06ek9q2vbx7kq9g4zt5h3n8m0r
            FRESHNESS freshness: stale
            SUBJECT called_by_name: false
            OWNER owner: acme
            PERSONAL managed_account: true
            KNOWN account_known: true
            KNOWN organization: acme
            KNOWN organization_known: true
            AUTHENTICATION organization: acme
            AUTHENTICATION enforcement: global
            AUTHENTICATION session_needed: true
            AUTHENTICATION session_shown: true
            AUTHENTICATION session_by_token: true
            AUTHENTICATION session_organization: acme
            AUTHENTICATION session_of_subject: true
            AUTHENTICATION authenticated_at: 2026-11-23T11:59:00Z
            AUTHENTICATION session_age_seconds: 60
            AUTHENTICATION session_ended: false
            AUTHENTICATION token_expired: false
            AUTHENTICATION session_lifetime: PT168H
            AUTHENTICATION account_sessions_not_before: 2026-11-23T11:50:00Z
            AUTHENTICATION credential_created_at: 2026-11-23T11:59:00Z
            AUTHENTICATION credential_max_age: PT2160H
            AUTHENTICATION sign_in_within: PT168H
            ACTIVE identity_status: active
            ACTIVE account_status: active
            ACTIVE role: write
            ACTIVE identity_readable: true
            ACTIVE account_readable: true
            CATALOGUE action: repository.transfer
            CATALOGUE class: publish
            RESOURCE resource_type: model
            EXPOSURE freshness: stale
            EXPOSURE widens_exposure: true
            SCOPES scopes: [acme, globex]
            PLACE organization: acme
            PLACE owner: acme
            PLACE destination_owner: globex
            PLACE destination_visibility: public
            PLACE destination_resource_group: lab
            PLACE place: own>other
            CONDITIONS role: write
            CONDITIONS grants: [research: read]
            CONDITIONS visibility: private
            CONDITIONS resource_group: research
            CONDITIONS destination_owner: globex
            CONDITIONS destination_visibility: public
            CONDITIONS destination_resource_group: lab
            CONDITIONS created_by: mgd_06ek9q2vbx7kq9g4zt5h3n8m0r
            CONDITIONS counts_as_public: true
            CONDITIONS conditions: [deny external_org_forbidden]
            CONDITIONS violated: [deny external_org_forbidden]
            """);
  }

  /** The rules that ask for the organization show nothing; those behind them are not reached. */
  @Test
  void ofAnAccountWithoutItsOrganization() {
    Facts unread =
        new Facts(
            Optional.of(
                World.jane(Role.READ, IdentityStatus.INACTIVE, AccountStatus.SUSPENDED, World.NOW)),
            Optional.empty(),
            List.of(),
            true,
            true,
            Set.of(),
            Freshness.FRESH);
    assertThat(seen(request("repository.create", "acme", "public"), unread, Rule.ACTIVE))
        .isEqualTo(
            """
            QUESTION subject: mgd_06ek9q2vbx7kq9g4zt5h3n8m0r
            QUESTION action: repository.create
            QUESTION resource_type: model
            QUESTION resource_id: x
            QUESTION owner: acme
            QUESTION visibility: public
            QUESTION destination_owner: acme
            QUESTION destination_visibility: public
            FRESHNESS freshness: fresh
            SUBJECT called_by_name: true
            OWNER owner: acme
            PERSONAL managed_account: true
            KNOWN account_known: true
            KNOWN organization: acme
            KNOWN organization_known: false
            ACTIVE identity_status: inactive
            ACTIVE account_status: suspended
            ACTIVE role: read
            ACTIVE identity_readable: true
            ACTIVE account_readable: true
            """);
  }

  @Test
  void ofABreakGlassAccount() {
    Organization acme = World.acme("");
    Facts open =
        new Facts(
            Optional.empty(),
            Optional.empty(),
            List.of(acme),
            false,
            false,
            Set.of("globex", "acme"),
            Freshness.FRESH);
    CheckRequest plain = request("repository.create", "acme", "public");
    CheckRequest request =
        new CheckRequest(
            "ada", plain.action(), plain.resource(), Optional.empty(), Optional.empty());
    assertThat(seen(request, open, Rule.CONDITIONS))
        .isEqualTo(
            """
            QUESTION subject: ada
            QUESTION action: repository.create
            QUESTION resource_type: model
            QUESTION resource_id: x
            QUESTION owner: acme
            QUESTION visibility: public
            QUESTION destination_owner: acme
            QUESTION destination_visibility: public
            FRESHNESS freshness: fresh
            SUBJECT called_by_name: false
            OWNER owner: acme
            PERSONAL managed_account: false
            PERSONAL managed_owners: [acme, globex]
            PERSONAL visibility: public
            BREAK_GLASS open_to: [acme]
            BREAK_GLASS acts_in: acme
            KNOWN account_known: false
            KNOWN organization: acme
            KNOWN organization_known: true
            ACTIVE identity_status: active
            ACTIVE account_status: active
            ACTIVE role: admin
            ACTIVE identity_readable: true
            ACTIVE account_readable: true
            CATALOGUE action: repository.create
            CATALOGUE class: publish
            RESOURCE resource_type: model
            EXPOSURE freshness: fresh
            EXPOSURE widens_exposure: true
            PLACE organization: acme
            PLACE owner: acme
            PLACE destination_owner: acme
            PLACE destination_visibility: public
            PLACE place: own
            CONDITIONS role: admin
            CONDITIONS visibility: public
            CONDITIONS destination_owner: acme
            CONDITIONS destination_visibility: public
            CONDITIONS counts_as_public: true
            CONDITIONS conditions: [publicContent=ORGANIZATION_SETTING, role contributor]
            CONDITIONS violated: [publicContent=ORGANIZATION_SETTING]
            """);
  }

  private static String seen(CheckRequest request, Facts facts, Rule last) {
    Question question = Question.of(request, facts, World.NOW, CATALOGUE.rule(request.action()));
    return Arrays.stream(Rule.values())
        .filter(rule -> rule.compareTo(last) <= 0)
        .flatMap(
            rule ->
                SeenFacts.of(rule, question).entrySet().stream()
                    .map(fact -> rule + " " + fact.getKey() + ": " + fact.getValue() + "\n"))
        .collect(Collectors.joining());
  }
}
