package io.bailiwick.check;

import java.util.List;
import java.util.Locale;

/**
 * A person in a simulated identity provider.
 *
 * @param key the provider's key of the person
 */
public record Person(
    String key,
    String userName,
    String given,
    String family,
    String title,
    String department,
    boolean active) {
  private static final List<String> GIVEN =
      List.of("Amélie", "Ben", "Chiara", "Dmitri", "Elif", "Femi", "Grace", "Hiro", "Inès", "João");
  private static final List<String> FAMILY =
      List.of("Åberg", "Brown", "Costa", "Dubois", "Evans", "Fischer", "García", "Haddad", "Ito");
  private static final List<String> DEPARTMENTS = List.of("Research", "Platform", "Legal", "Sales");

  /**
   * Returns the person with a number.
   *
   * @param run part of every user name, so that a second run has other people
   */
  public static Person of(String organization, String run, int number) {
    String given = GIVEN.get(number % GIVEN.size());
    String family = FAMILY.get(number / GIVEN.size() % FAMILY.size());
    String userName =
        "%s.%s@%s-%d.%s.example"
            .formatted(given, family, run, number, organization)
            .toLowerCase(Locale.ROOT);
    return new Person(
        "%s-%06d".formatted(run, number),
        userName,
        given,
        family,
        "Engineer " + number,
        DEPARTMENTS.get(number % DEPARTMENTS.size()),
        true);
  }

  String displayName() {
    return given + " " + family;
  }

  /** Returns the person after a move to another position. */
  public Person moved(int times) {
    return new Person(
        key,
        userName,
        given,
        family,
        "Principal " + times,
        DEPARTMENTS.get(times % DEPARTMENTS.size()),
        active);
  }

  /** Returns the person after leaving. */
  Person gone() {
    return new Person(key, userName, given, family, title, department, false);
  }
}
