package io.bailiwick.gateway.signin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.rules.Admission;
import io.bailiwick.gateway.directory.rules.Claims;
import io.bailiwick.gateway.directory.rules.Person;
import io.bailiwick.gateway.organizations.OrganizationRegistry;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.gateway.signin.rules.Connection;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.GrantDecision;
import io.bailiwick.model.Identity;
import io.bailiwick.model.Organization;
import io.bailiwick.model.RoleDecision;
import io.bailiwick.model.SignInSettings;
import io.bailiwick.outbox.StoredTime;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.Set;

/**
 * Test sign-ins. They show the claims that a connection states and their effect, without that
 * effect.
 */
@ApplicationScoped
public class TestSignIns {
  private final Connections connections;
  private final Admissions admissions;
  private final OrganizationRegistry organizations;

  TestSignIns(Connections connections, Admissions admissions, OrganizationRegistry organizations) {
    this.connections = connections;
    this.admissions = admissions;
    this.organizations = organizations;
  }

  /** Stores the claims of a test sign-in and the effect that they would have had. */
  Uni<Void> keep(Connection connection, Person person, ObjectNode stated) {
    return admissions
        .tryOut(connection.organization(), person)
        .chain(
            verdict ->
                organizations
                    .find(connection.organization())
                    .map(settings -> outcome(verdict, person, settings.orElseThrow())))
        .chain(outcome -> keep(connection, result(person, stated, outcome)))
        .replaceWithVoid();
  }

  /** Stores that a test sign-in failed. */
  public Uni<Void> keepFailure(Connection connection, CheckFailed failure) {
    return keep(
            connection,
            new Connection.Test(
                StoredTime.now(),
                false,
                shown(connection, failure),
                Optional.empty(),
                Optional.empty()))
        .replaceWithVoid();
  }

  private static String shown(Connection connection, CheckFailed failure) {
    String detail = failure.detail().isEmpty() ? "" : " (" + failure.detail() + ")";
    return "%s%s: %s %s"
        .formatted(
            failure.check(),
            detail,
            failure.check().failed(),
            failure.check().mend(connection.organization(), Optional.of(connection.id())));
  }

  private Uni<?> keep(Connection connection, Connection.Test result) {
    return connections.keepTest(connection, result);
  }

  private static Connection.Test result(Person person, ObjectNode stated, ObjectNode outcome) {
    ObjectNode shown = outcome.put("subject", person.subject());
    person.newName().ifPresent(name -> shown.put("userName", name));
    if (Claims.isOverage(stated)) {
      shown.put("overage", true);
    }
    return new Connection.Test(
        StoredTime.now(),
        true,
        "Every check of the identity provider's answer held.",
        Optional.of(stated),
        Optional.of((JsonNode) shown));
  }

  private static ObjectNode outcome(
      Admission.Verdict verdict, Person person, Organization settings) {
    ObjectNode outcome =
        switch (verdict) {
          case Admission.Admitted admitted -> {
            Identity identity = admitted.outcome().identity().identity();
            yield outcome(admitted, identity, settings);
          }
          case Admission.Refused refused -> refusal(refused);
        };
    read(outcome, person, settings.signIn());
    return outcome;
  }

  /** Adds the values that the mappings read, and the claims that are unreadable. */
  private static void read(ObjectNode outcome, Person person, SignInSettings settings) {
    settings
        .roleMapping()
        .flatMap(mapping -> settings.values(person.claims(), mapping.attribute()))
        .ifPresent(values -> values.forEach(outcome.putArray("roleValues")::add));
    settings
        .resourceGroupMapping()
        .flatMap(mapping -> settings.values(person.claims(), mapping.attribute()))
        .ifPresent(values -> values.forEach(outcome.putArray("resourceGroupValues")::add));
    Set<String> unreadable = Claims.unreadable(person, settings);
    if (!unreadable.isEmpty()) {
      unreadable.forEach(outcome.putArray("unreadable")::add);
    }
  }

  private static ObjectNode outcome(
      Admission.Admitted admitted, Identity identity, Organization settings) {
    RoleDecision role = RoleDecision.of(identity, settings);
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("admitted", true);
    json.put("creates", admitted.outcome().before().isEmpty());
    admitted.outcome().before().ifPresent(known -> json.put("id", known.id()));
    json.put("role", role.role().wireName());
    json.set("roleExplanation", StrictJson.mapper().valueToTree(role.explanation()));
    json.set(
        "grants",
        StrictJson.mapper().valueToTree(GrantDecision.of(identity, settings, role.role())));
    json.set("profile", StrictJson.mapper().valueToTree(identity.profile()));
    return json;
  }

  private static ObjectNode refusal(Admission.Refused refused) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("admitted", false);
    json.put("check", AdmissionResult.check(refused.refusal()).name());
    refused.names().forEach(json.withArray("names")::add);
    return json;
  }
}
