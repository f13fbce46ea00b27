package io.bailiwick.gateway.directory.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.event.IdentityEvent;
import io.bailiwick.gateway.organizations.OrganizationSettings;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Assigned;
import io.bailiwick.model.GroupLink;
import io.bailiwick.model.Organization;
import io.bailiwick.model.ResourceGroup;
import io.bailiwick.model.ResourceGroup.AutoJoin;
import io.bailiwick.model.Role;
import io.bailiwick.model.RoleSource;
import io.bailiwick.model.SignInSettings.AttributeOwnership;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Assignments by hand yield to the identity provider (P2, G4), and end with the person. */
class AssignmentRulesTest {
  private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
  private static final Organization ACME =
      OrganizationSettings.initial("acme")
          .create("acme", NOW)
          .resourceGroups(
              List.of(
                  new ResourceGroup("core", AutoJoin.NONE, Optional.empty(), List.of()),
                  new ResourceGroup(
                      "linked",
                      AutoJoin.NONE,
                      Optional.empty(),
                      List.of(new GroupLink("staff", Role.READ, List.of())))));

  private static StoredIdentity jane(String... roles) {
    ObjectNode resource = StrictJson.mapper().createObjectNode().put("userName", "jane");
    for (String role : roles) {
      resource.withArray("roles").addObject().put("value", role);
    }
    return StoredIdentity.first("mgd_1", "acme", resource, Optional.empty(), NOW);
  }

  private static AssignmentOutcome decide(StoredIdentity before, Assignment assignment) {
    return AssignmentRules.decide(ACME, Optional.of(before), assignment, NOW.plusSeconds(1));
  }

  private static StoredIdentity made(StoredIdentity before, Assignment assignment) {
    AssignmentOutcome outcome = decide(before, assignment);
    assertThat(outcome).isInstanceOf(AssignmentOutcome.Made.class);
    return ((AssignmentOutcome.Made) outcome).change().identity();
  }

  private static Assignment member(String name, Role role) {
    return new Assignment.OfMember(name, Optional.of(role));
  }

  private static Assignment role(Role role) {
    return new Assignment.OfRole(Optional.of(role));
  }

  @Test
  void anAssignmentIsAVersionWithItsEvent() {
    AssignmentOutcome outcome = decide(jane(), member("core", Role.WRITE));
    assertThat(outcome)
        .isInstanceOfSatisfying(
            AssignmentOutcome.Made.class,
            made ->
                assertThat(made.change())
                    .isInstanceOfSatisfying(
                        Outcome.Accepted.class,
                        accepted -> {
                          assertThat(accepted.event()).isInstanceOf(IdentityEvent.Updated.class);
                          assertThat(accepted.event().identity().version()).isEqualTo(2);
                          assertThat(accepted.event().identity().assigned())
                              .contains(Assigned.NOTHING.in("core", Role.WRITE));
                        }));
  }

  @Test
  void assignmentsAreIndependentOfEachOther() {
    StoredIdentity both = made(made(jane(), role(Role.ADMIN)), member("core", Role.READ));
    assertThat(both.assigned())
        .isEqualTo(Assigned.NOTHING.role(Optional.of(Role.ADMIN)).in("core", Role.READ));
    StoredIdentity one = made(both, new Assignment.OfRole(Optional.empty()));
    assertThat(one.assigned()).isEqualTo(Assigned.NOTHING.in("core", Role.READ));
    StoredIdentity none = made(one, new Assignment.OfMember("core", Optional.empty()));
    assertThat(none.identity().assigned()).isEmpty();
  }

  @Test
  void theSameAgainIsNoVersion() {
    StoredIdentity before = made(jane(), role(Role.WRITE));
    assertThat(decide(before, role(Role.WRITE)))
        .isEqualTo(new AssignmentOutcome.Made(new Outcome.Unchanged(before)));
    assertThat(decide(jane(), new Assignment.OfMember("core", Optional.empty())))
        .isInstanceOfSatisfying(
            AssignmentOutcome.Made.class,
            made -> assertThat(made.change()).isInstanceOf(Outcome.Unchanged.class));
  }

  /** P2: the answer names the source, its rule and the value. */
  @Test
  void aRoleThatTheIdentityProviderDecidesIsNotAssigned() {
    assertThat(decide(jane("write"), role(Role.ADMIN)))
        .isInstanceOfSatisfying(
            AssignmentOutcome.Governed.class,
            governed -> {
              assertThat(governed.by().source()).isEqualTo(RoleSource.SCIM_ROLES);
              assertThat(governed.by().rule()).contains("roles");
              assertThat(governed.by().value()).contains("write");
            });
    // An earlier assignment can be removed, so that it does not count again later.
    assertThat(decide(jane("write"), new Assignment.OfRole(Optional.empty())))
        .isInstanceOf(AssignmentOutcome.Made.class);
    // An unknown role gives none, so an administrator decides. Resource groups are apart.
    assertThat(decide(jane("pilot"), role(Role.ADMIN))).isInstanceOf(AssignmentOutcome.Made.class);
    assertThat(decide(jane("write"), member("core", Role.ADMIN)))
        .isInstanceOf(AssignmentOutcome.Made.class);
  }

  /** G4: linked SCIM groups decide alone. */
  @Test
  void aLinkedResourceGroupHasNoMembersByHand() {
    assertThat(decide(jane(), member("linked", Role.READ)))
        .isInstanceOf(AssignmentOutcome.Linked.class);
    assertThat(decide(jane(), new Assignment.OfMember("linked", Optional.empty())))
        .isInstanceOf(AssignmentOutcome.Linked.class);
  }

  @Test
  void whatIsNotThereIsNotAssigned() {
    assertThat(decide(jane(), member("other", Role.READ)))
        .isInstanceOf(AssignmentOutcome.NoResourceGroup.class);
    assertThat(AssignmentRules.decide(ACME, Optional.empty(), role(Role.READ), NOW))
        .isInstanceOf(AssignmentOutcome.NoIdentity.class);
  }

  /** A person who returns by the same key is a new one, without what the former one was given. */
  @Test
  void aTombstoneHasNoAssignments() {
    Outcome deleted =
        IdentityLifecycle.decide(
            Optional.of(made(jane(), role(Role.ADMIN))),
            new IdentityCommand.Delete(Set.of()),
            AttributeOwnership.SCIM_AUTHORITATIVE,
            NOW.plusSeconds(2));
    assertThat(deleted)
        .isInstanceOfSatisfying(
            Outcome.Accepted.class,
            accepted -> {
              assertThat(accepted.identity().assigned()).isEqualTo(Assigned.NOTHING);
              assertThat(decide(accepted.identity(), role(Role.READ)))
                  .isInstanceOf(AssignmentOutcome.NoIdentity.class);
            });
  }
}
