package io.bailiwick.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.ResourceGroup.AutoJoin;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** G1, G2, G5, G8: which sources give a grant, and which role follows from all of them. */
class GrantDecisionTest {
  private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
  private static final Assigned BY_HAND =
      new Assigned(Optional.empty(), new TreeMap<>(Map.of("research", Role.READ)));

  private static final ResourceGroup RESEARCH =
      new ResourceGroup(
          "research",
          AutoJoin.NONE,
          Optional.empty(),
          List.of(
              new GroupLink("Engineering", Role.CONTRIBUTOR, List.of("g1")),
              new GroupLink("Leads", Role.WRITE, List.of("g2", "g3"))));

  private static final ResourceGroup EVERYBODY =
      new ResourceGroup("everybody", AutoJoin.READ_PLUS, Optional.of(Role.READ), List.of());

  private static final ResourceGroupMapping MAPPING =
      new ResourceGroupMapping(
          "teams",
          List.of(
              new ResourceGroupMapping.Rule("ml", "research", Role.READ),
              new ResourceGroupMapping.Rule("ml-leads", "research", Role.ADMIN),
              new ResourceGroupMapping.Rule("ml", "nowhere", Role.READ)));

  private static Identity identity(
      IdentityStatus status, List<String> groups, String claims, Optional<Assigned> assigned) {
    return new Identity(
        "mgd_1",
        "acme",
        1,
        status,
        "jane",
        Optional.empty(),
        Profile.EMPTY,
        List.of(),
        groups,
        Optional.empty(),
        Optional.of(new SignInFacts(NOW, tree(claims), Map.of())),
        assigned,
        Set.of(),
        Optional.empty(),
        Optional.empty(),
        NOW,
        NOW);
  }

  private static JsonNode tree(String json) {
    try {
      return StrictJson.mapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Grant> grants(Identity identity, Role role, ResourceGroup... groups) {
    SignInSettings signIn =
        new SignInSettings(
            SignInSettings.Provisioning.JUST_IN_TIME,
            SignInSettings.AttributeOwnership.SCIM_AUTHORITATIVE,
            Optional.empty(),
            Optional.of(MAPPING),
            Optional.empty(),
            List.of(),
            SignInSettings.AbsentClaim.EMPTY,
            false,
            Optional.empty());
    return GrantDecision.of(
        identity,
        SampleOrganization.of("acme", Role.READ, LimitSettings.STRICT, signIn, NOW)
            .resourceGroups(List.of(groups)),
        role);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "g1    | `{}`                            | CONTRIBUTOR | SCIM_GROUP:Engineering",
        "g1,g3 | `{}`                            | WRITE       | SCIM_GROUP:Engineering SCIM_GROUP:Leads",
        "g9    | `{\"teams\":[\"ml\"]}`          | READ        | LOGIN:ml",
        "g2    | `{\"teams\":[\"ml-leads\",\"ml\"]}` | ADMIN   | SCIM_GROUP:Leads LOGIN:ml LOGIN:ml-leads",
      })
  void everySourceAddsAndTheHighestRoleCounts(
      String groups, String claims, Role role, String sources) {
    List<Grant> grants =
        grants(
            identity(IdentityStatus.ACTIVE, List.of(groups.split(",")), claims, Optional.empty()),
            Role.READ,
            RESEARCH);

    assertThat(grants).extracting(Grant::resourceGroup).containsExactly("research");
    assertThat(grants.getFirst().role()).isEqualTo(role);
    assertThat(grants.getFirst().sources())
        .extracting(one -> one.source() + ":" + one.value().orElseThrow())
        .containsExactly(sources.split(" "));
  }

  @Test
  void theEndOfOneSourceLeavesTheOthers() {
    Identity both =
        identity(
            IdentityStatus.ACTIVE, List.of("g2"), "{\"teams\":[\"ml\"]}", Optional.of(BY_HAND));
    Identity left =
        identity(IdentityStatus.ACTIVE, List.of(), "{\"teams\":[\"ml\"]}", Optional.of(BY_HAND));

    assertThat(grants(both, Role.READ, RESEARCH).getFirst().sources())
        .extracting(GrantReason::source)
        .containsExactly(GrantSource.SCIM_GROUP, GrantSource.LOGIN, GrantSource.MANUAL);
    assertThat(grants(left, Role.READ, RESEARCH).getFirst().sources())
        .extracting(GrantReason::source)
        .containsExactly(GrantSource.LOGIN, GrantSource.MANUAL);
    assertThat(grants(left, Role.READ, RESEARCH).getFirst().role()).isEqualTo(Role.READ);
  }

  @ParameterizedTest
  @CsvSource({"NO_ACCESS, READ_PLUS, 0", "READ, READ_PLUS, 1", "NO_ACCESS, ALL, 1"})
  void automaticMembershipFollowsTheRoleInTheOrganization(Role role, AutoJoin kind, int grants) {
    ResourceGroup joined = new ResourceGroup("all", kind, Optional.of(Role.WRITE), List.of());

    assertThat(
            grants(
                identity(IdentityStatus.ACTIVE, List.of(), "{}", Optional.empty()), role, joined))
        .hasSize(grants);
  }

  @Test
  void aSuspendedPersonKeepsGrantsAndADeletedOneHasNone() {
    assertThat(
            grants(
                identity(IdentityStatus.INACTIVE, List.of("g1"), "{}", Optional.empty()),
                Role.READ,
                RESEARCH,
                EVERYBODY))
        .extracting(Grant::resourceGroup)
        .containsExactly("everybody", "research");
    assertThat(
            grants(
                identity(IdentityStatus.DELETED, List.of("g1"), "{}", Optional.empty()),
                Role.READ,
                RESEARCH,
                EVERYBODY))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, READ, autoJoinRole has no effect",
    "ALL, , autoJoinRole is required",
    "ALL, NO_ACCESS, autoJoinRole must be one of"
  })
  void anAutomaticMembershipNeedsARoleThatGivesSomething(
      AutoJoin kind, Role role, String complaint) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ResourceGroup("all", kind, Optional.ofNullable(role), List.of()))
        .withMessageContaining(complaint);
  }

  @Test
  void linksThatMakeNobodyAnAdministratorAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new RoleSettings(
                    List.of(new GroupLink("Engineering", Role.WRITE, List.of())),
                    RoleMapping.Conflict.FIRST_MATCH))
        .withMessageContaining("admin");
  }
}
