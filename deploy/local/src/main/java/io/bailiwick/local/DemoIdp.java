package io.bailiwick.local;

import io.bailiwick.check.Caller;
import io.bailiwick.check.Caller.Answer;
import io.bailiwick.check.EntraDialect;
import io.bailiwick.check.Person;
import java.io.IOException;

/**
 * Entra ID, as it pushes to one organization.
 *
 * @param run part of every user name: a second run brings other people
 */
record DemoIdp(String organization, Caller scim, String run) {

  /** Looks a person up, makes the user where there is none, and for some corrects a detail. */
  String push(int number) throws IOException, InterruptedException {
    Person person = Person.of(organization, run, number);
    EntraDialect entra = new EntraDialect(scim);
    String id = entra.join(person);
    if (number % 5 == 0) {
      entra.move(id, person.moved(number)).expect(200);
    }
    return id;
  }

  /** Deactivates the user of a number; the answer tells when the gateway had it. */
  Answer deactivate(String id) throws IOException, InterruptedException {
    return new EntraDialect(scim).leave(id, Person.of(organization, run, 0));
  }

  /** How many users the organization has. */
  int count() throws IOException, InterruptedException {
    return scim.get("/Users?count=0").expect(200).body().get("totalResults").intValue();
  }
}
