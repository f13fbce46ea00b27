package io.bailiwick.worker.planning;

import io.bailiwick.model.Account;
import io.bailiwick.model.Role;
import io.bailiwick.model.RoleExplanation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A field of an account that is not what its identity and the settings give.
 *
 * @param account the id
 * @param field {@code role}, {@code grants}, {@code status}, {@code handle}, {@code suspensions} or
 *     {@code departure}
 * @param stored the value of the account
 * @param planned the value that it should have
 * @param cause the reason in words
 */
public record Difference(
    String account, String field, Object stored, Object planned, String cause) {

  /**
   * Returns the fields in which an account differs from its plan.
   *
   * @param cause the reason in words
   */
  public static List<Difference> between(Account stored, Account planned, String cause) {
    List<Difference> differences = new ArrayList<>();
    for (Field field : Field.ALL) {
      Object before = field.of().apply(stored);
      Object after = field.of().apply(planned);
      if (!before.equals(after)) {
        differences.add(new Difference(stored.id(), field.name(), before, after, cause));
      }
    }
    return differences;
  }

  /**
   * Returns why an account can differ from its plan.
   *
   * @param under the version of the settings under which it was planned; 0 if unknown
   * @param present the version of the settings that is known now
   * @param finished the version under which all accounts have been planned
   */
  public static String cause(long under, long present, long finished) {
    if (finished < present) {
      return "the accounts are still being planned under version " + present + " of the settings";
    }
    if (under == 0) {
      return "stored before the versions of settings were recorded";
    }
    return under < present
        ? "last written under version " + under + " of the settings, which have version " + present
        : "stored differently than the settings of version " + present + " give";
  }

  /** A role with its reason. */
  record Explained(Role role, Optional<RoleExplanation> explanation) {}

  private record Field(String name, Function<Account, Object> of) {
    static final List<Field> ALL =
        List.of(
            new Field("role", account -> new Explained(account.role(), account.roleExplanation())),
            new Field("grants", Account::grants),
            new Field("status", Account::status),
            new Field("handle", Account::handle),
            new Field("suspensions", Account::suspensions),
            new Field("departure", Account::departure));
  }
}
