package io.bailiwick.gateway.directory.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.CredentialSettings;
import io.bailiwick.model.Enforcement;
import io.bailiwick.model.HandleSettings;
import io.bailiwick.model.LastAdmin;
import io.bailiwick.model.LeaverSettings;
import io.bailiwick.model.LimitSettings;
import io.bailiwick.model.Organization;
import io.bailiwick.model.OrganizationType;
import io.bailiwick.model.Role;
import io.bailiwick.model.RoleSettings;
import io.bailiwick.model.SessionSettings;
import io.bailiwick.model.SignInSettings;
import io.bailiwick.model.SignInSettings.AttributeOwnership;
import io.bailiwick.model.StalenessSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The sign-ins of one person at an organization, for tests of their admission. */
final class SignInsOfJane {
  private SignInsOfJane() {}

  static final Instant NOW = Instant.parse("2026-11-23T09:00:00Z");

  static Organization acme(AttributeOwnership ownership) {
    return acme(
        new SignInSettings(
            SignInSettings.Provisioning.JUST_IN_TIME,
            ownership,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            SignInSettings.AbsentClaim.EMPTY,
            false,
            Optional.empty()));
  }

  static Organization acme(SignInSettings signIn) {
    return new Organization(
        "acme",
        1,
        OrganizationType.MANAGED,
        "Acme",
        Role.READ,
        LimitSettings.STRICT,
        new HandleSettings("acme", HandleSettings.WhenTaken.NUMBER),
        SessionSettings.DEFAULT,
        signIn,
        RoleSettings.NONE,
        LeaverSettings.DEFAULT,
        CredentialSettings.DEFAULT,
        LastAdmin.ACCEPT,
        Enforcement.GLOBAL,
        StalenessSettings.DEFAULT,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        NOW,
        NOW);
  }

  static Person jane(String name, String... more) {
    ObjectNode claims = StrictJson.mapper().createObjectNode();
    claims.put("name", name).put("email", "jane@acme.example").put("email_verified", true);
    for (int i = 0; i < more.length; i += 2) {
      claims.put(more[i], more[i + 1]);
    }
    return new Person(
        "s-jane", "preferred_username", claims.put("preferred_username", "jane"), Set.of());
  }

  static StoredIdentity admitted(
      Person person, AttributeOwnership ownership, StoredIdentity... candidates) {
    return admitted(person, acme(ownership).signIn(), candidates);
  }

  static StoredIdentity admitted(
      Person person, SignInSettings settings, StoredIdentity... candidates) {
    Admission.Verdict verdict =
        Admission.decide(
            person,
            List.of(candidates),
            acme(settings),
            "mgd_1",
            Optional.empty(),
            NOW.plusSeconds(candidates.length));
    assertThat(verdict).isInstanceOf(Admission.Admitted.class);
    return ((Admission.Admitted) verdict).outcome().identity();
  }

  static Person stating(String claims) throws Exception {
    ObjectNode stated = (ObjectNode) StrictJson.mapper().readTree(claims);
    stated.put("preferred_username", "jane");
    return new Person(
        "s-jane", "preferred_username", Claims.ofPerson(stated), Claims.withheld(stated));
  }
}
