package io.bailiwick.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.RoleMapping.Conflict;
import io.bailiwick.model.RoleMapping.Rule;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** P2, P3, T5: which source gives the role, and what is said of it. */
class RoleDecisionTest {
  private static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");
  private static final List<Rule> RULES =
      List.of(
          new Rule("staff", Role.WRITE),
          new Rule("owners", Role.ADMIN),
          new Rule("guests", Role.NO_ACCESS));

  private static RoleDecision decide(
      List<String> scim, String claims, Optional<Role> invited, Conflict conflict) {
    return decide(scim, claims, invited, conflict, Map.of());
  }

  private static RoleDecision decide(
      List<String> scim,
      String claims,
      Optional<Role> invited,
      Conflict conflict,
      Map<String, Kept> kept) {
    return RoleDecision.of(
        identity(
            scim,
            List.of(),
            Optional.of(claims).filter(json -> !json.isEmpty()),
            Optional.empty(),
            kept,
            invited),
        acme(conflict));
  }

  private static Identity identity(
      List<String> scim,
      List<String> groups,
      Optional<String> claims,
      Optional<Assigned> assigned,
      Map<String, Kept> kept) {
    return identity(scim, groups, claims, assigned, kept, Optional.of(Role.READ));
  }

  private static Identity identity(
      List<String> scim,
      List<String> groups,
      Optional<String> claims,
      Optional<Assigned> assigned,
      Map<String, Kept> kept,
      Optional<Role> invited) {
    return new Identity(
        "mgd_1",
        "acme",
        1,
        IdentityStatus.ACTIVE,
        "jane",
        Optional.empty(),
        Profile.EMPTY,
        scim,
        groups,
        invited,
        claims.map(json -> new SignInFacts(NOW, tree(json), kept)),
        assigned,
        Set.of(),
        Optional.empty(),
        Optional.empty(),
        NOW,
        NOW);
  }

  private static Organization acme(Conflict conflict) {
    SignInSettings signIn =
        new SignInSettings(
            SignInSettings.Provisioning.JUST_IN_TIME,
            SignInSettings.AttributeOwnership.SCIM_AUTHORITATIVE,
            Optional.of(new RoleMapping("realm.groups", conflict, RULES)),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            SignInSettings.AbsentClaim.EMPTY,
            false,
            Optional.of(","));
    return SampleOrganization.of("acme", Role.READ, LimitSettings.STRICT, signIn, NOW);
  }

  private static JsonNode tree(String json) {
    try {
      return StrictJson.mapper().readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "read,contributor | {\"realm\":{\"groups\":[\"owners\"]}} | WRITE | CONTRIBUTOR | SCIM_ROLES",
        "`` | {\"realm\":{\"groups\":[\"guests\"]}} | WRITE | NO_ACCESS | SIGN_IN_MAPPING",
        "`` | {\"realm\":{\"groups\":\"owners\"}} | WRITE | ADMIN | SIGN_IN_MAPPING",
        "`` | {\"realm.groups\":[\"staff\"]} | WRITE | WRITE | SIGN_IN_MAPPING",
        "`` | {\"realm\":{\"groups\":[\"unknown\"]}} | WRITE | WRITE | INVITATION",
        "`` | {\"realm\":{\"groups\":[]}} | `` | READ | ORGANIZATION_DEFAULT",
        "`` | {\"realm\":{\"groups\":{\"owners\":true}}} | `` | ADMIN | SIGN_IN_MAPPING",
        "`` | {\"realm\":{\"groups\":{\"owners\":{\"1\":\"acme\"}}}} | `` | ADMIN | SIGN_IN_MAPPING",
        "`` | {\"realm\":{\"groups\":{\"owners\":false}}} | `` | READ | ORGANIZATION_DEFAULT",
        "`` | {\"realm\":[{\"groups\":\"guests\"},{\"groups\":[\"owners\"]}]} | `` | ADMIN | SIGN_IN_MAPPING",
        "`` | {\"realm\":{\"groups\":\"guests, owners\"}} | `` | ADMIN | SIGN_IN_MAPPING",
        "`` | {\"realm\":{\"groups\":[\"guests,owners\"]}} | `` | READ | ORGANIZATION_DEFAULT",
        "`` | `` | `` | READ | ORGANIZATION_DEFAULT"
      })
  void theFirstSourceThatSaysAnythingWins(
      String scim, String claims, String invited, Role role, RoleSource source) {
    RoleDecision decision =
        decide(
            scim.isEmpty() ? List.of() : List.of(scim.split(",", -1)),
            claims,
            invited.isEmpty() ? Optional.empty() : Optional.of(Role.valueOf(invited)),
            Conflict.MOST_PRIVILEGED);
    assertThat(decision.role()).isEqualTo(role);
    assertThat(decision.explanation().source()).isEqualTo(source);
  }

  @Test
  void severalMatchesAreSettledAsTheOrganizationChose() {
    String claims = "{\"realm\":{\"groups\":[\"owners\",\"staff\"]}}";
    RoleDecision most = decide(List.of(), claims, Optional.empty(), Conflict.MOST_PRIVILEGED);
    RoleDecision first = decide(List.of(), claims, Optional.empty(), Conflict.FIRST_MATCH);
    assertThat(most.role()).isEqualTo(Role.ADMIN);
    assertThat(most.explanation().rule()).contains("realm.groups");
    assertThat(most.explanation().value()).contains("owners");
    assertThat(first.role()).isEqualTo(Role.WRITE);
  }

  /** J5: the explanation says that the last sign-in did not state it. */
  @ParameterizedTest
  @CsvSource({"realm, OVERAGE", "realm.groups, NOT_STATED", "other, ", "realm.g, "})
  void saysWhyAClaimIsOfAnEarlierSignIn(String path, Kept why) {
    Map<String, Kept> kept = Map.of(path, Optional.ofNullable(why).orElse(Kept.UNREADABLE));
    for (String claims : List.of("{\"realm\":{\"groups\":[\"owners\"]}}", "{}")) {
      assertThat(
              decide(List.of(), claims, Optional.empty(), Conflict.FIRST_MATCH, kept)
                  .explanation()
                  .kept())
          .isEqualTo(Optional.ofNullable(why));
    }
    assertThat(
            decide(List.of("read"), "{}", Optional.empty(), Conflict.FIRST_MATCH, kept)
                .explanation()
                .kept())
        .isEmpty();
  }

  @Test
  void aMappingWithoutAnAdministratorIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new RoleMapping("groups", Conflict.FIRST_MATCH, List.of(new Rule("x", Role.WRITE))))
        .withMessageContaining("admin");
  }

  /** P2: links stand between the roles that SCIM names and the sign-in mapping. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``      | g1,g2 | MOST_PRIVILEGED | WRITE       | SCIM_GROUP_LINK",
        "``      | g1,g2 | FIRST_MATCH     | CONTRIBUTOR | SCIM_GROUP_LINK",
        "read    | g1    | MOST_PRIVILEGED | READ        | SCIM_ROLES",
        "``      | g9    | MOST_PRIVILEGED | ADMIN       | SIGN_IN_MAPPING"
      })
  void linkedGroupsGiveRoles(
      String scim, String groups, Conflict conflict, Role role, RoleSource source) {
    RoleSettings links =
        new RoleSettings(
            List.of(
                new GroupLink("Engineering", Role.CONTRIBUTOR, List.of("g1")),
                new GroupLink("Leads", Role.WRITE, List.of("g2")),
                new GroupLink("Owners", Role.ADMIN, List.of())),
            conflict);
    RoleDecision decision =
        RoleDecision.of(
            identity(
                scim.isEmpty() ? List.of() : List.of(scim),
                List.of(groups.split(",")),
                Optional.of("{\"realm\":{\"groups\":[\"owners\"]}}"),
                Optional.of(new Assigned(Optional.of(Role.WRITE), new TreeMap<>())),
                Map.of()),
            SampleOrganization.linking(acme(Conflict.MOST_PRIVILEGED), links));
    assertThat(decision.role()).isEqualTo(role);
    assertThat(decision.explanation().source()).isEqualTo(source);
  }

  /** P2: an administrator's choice stands above the invitation, and below what the IdP says. */
  @ParameterizedTest
  @CsvSource({"staff, WRITE, SIGN_IN_MAPPING", "unknown, CONTRIBUTOR, MANUAL"})
  void aRoleByHandStandsAboveTheInvitation(String group, Role role, RoleSource source) {
    RoleDecision decision =
        RoleDecision.of(
            identity(
                List.of(),
                List.of(),
                Optional.of("{\"realm\":{\"groups\":[\"" + group + "\"]}}"),
                Optional.of(new Assigned(Optional.of(Role.CONTRIBUTOR), new TreeMap<>())),
                Map.of()),
            acme(Conflict.MOST_PRIVILEGED));
    assertThat(decision.role()).isEqualTo(role);
    assertThat(decision.explanation().source()).isEqualTo(source);
  }
}
