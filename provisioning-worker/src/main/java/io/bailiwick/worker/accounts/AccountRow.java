package io.bailiwick.worker.accounts;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Account;
import io.bailiwick.model.AccountStatus;
import io.bailiwick.model.Departure;
import io.bailiwick.model.Grant;
import io.bailiwick.model.Identity;
import io.bailiwick.model.Profile;
import io.bailiwick.model.Role;
import io.bailiwick.model.RoleExplanation;
import io.bailiwick.model.SuspensionReason;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The rows of the table {@code account} as accounts, and the columns that hold JSON. */
final class AccountRow {
  private AccountRow() {}

  static <T> List<T> list(RowSet<Row> rows, Function<Row, T> read) {
    return StreamSupport.stream(rows.spliterator(), false).map(read).toList();
  }

  static Account account(Row row) {
    return new Account(
        row.getString("id"),
        row.getString("organization"),
        row.getLong("version"),
        row.getLong("identity_version"),
        AccountStatus.valueOf(row.getString("status")),
        Optional.ofNullable(row.getString("handle")),
        Role.named(row.getString("role")).orElseThrow(),
        Optional.ofNullable(row.getString("role_explanation"))
            .map(json -> read(json, RoleExplanation.class)),
        List.of(read(row.getString("grants"), Grant[].class)),
        reasons(row.getArrayOfStrings("suspensions")),
        Optional.ofNullable(row.getString("departure")).map(json -> read(json, Departure.class)),
        read(row.getString("profile"), Profile.class),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getOffsetDateTime("changed_at").toInstant());
  }

  /** Returns an account with its identity, which must be there. */
  static Known known(Row row) {
    return new Known(
        account(row),
        read(row.getString("identity"), Identity.class),
        row.getLong("organization_version"));
  }

  private static Set<SuspensionReason> reasons(String[] names) {
    return Arrays.stream(names).map(SuspensionReason::valueOf).collect(Collectors.toSet());
  }

  static String text(Object value) {
    return new String(StrictJson.write(value), StandardCharsets.UTF_8);
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return StrictJson.mapper().readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a " + type.getSimpleName() + " cannot be read back", e);
    }
  }

  /**
   * An account, and the identity from which it was planned.
   *
   * @param under the version of the settings under which it was planned; 0 if unknown
   */
  record Known(Account account, Identity identity, long under) {}
}
