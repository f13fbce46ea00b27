package io.bailiwick.local;

import static io.bailiwick.local.RunningSystem.PATIENCE;
import static io.bailiwick.local.RunningSystem.operator;
import static io.bailiwick.local.RunningSystem.platform;
import static io.bailiwick.local.RunningSystem.state;
import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.check.Caller;
import io.bailiwick.embedded.LocalPostgres;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The command finds what worker and enforcer lack, and the owners publish it again. */
@Order(3)
@ExtendWith(SharedSystem.class)
class ReconcileIT {
  private static final String ID = "reconciled";

  @Test
  void whatServicesLackIsFoundAndRepaired() throws Exception {
    operator().post("/organizations", Map.of("id", ID)).expect(201);
    String token =
        operator()
            .post("/organizations/" + ID + "/scim-tokens", Map.of())
            .expect(201)
            .body()
            .get("token")
            .textValue();
    Caller scim = Caller.scim(state().gateway() + "/scim/v2/" + ID, token);
    String missing = person(scim, "missing");
    String older = person(scim, "older");
    assertThat(reconcile(0, "--dry-run")).contains("enforcer  accounts          2          0");

    // The worker forgets a person, and changes another one without an event.
    sql("delete from account_ledger where id = '" + missing + "'");
    sql("delete from account where id = '" + missing + "'");
    sql("update account set version = version + 1 where id = '" + older + "'");
    assertThat(reconcile(3, "--dry-run"))
        .contains(missing + " of identities in the worker: version none, version 1 in the gateway")
        .contains(
            older + " of accounts in the enforcer: version 1, version 2 in the worker (older)")
        .contains(missing + " of accounts in the enforcer: version 1, version none in the worker")
        .contains("worker    identities        1          1         0")
        .contains("enforcer  accounts          2          2         0");
    assertThat(reconcile(0))
        .contains("worker    identities        1          1         1")
        .contains("enforcer  accounts          2          1         1");
    assertThat(reconcile(0, "--dry-run"))
        .contains("worker    identities        2          0")
        .contains("enforcer  accounts          2          0");
    assertThat(platform().accounts(ID)).containsOnlyKeys(missing, older);
  }

  /** Pushes a person, and waits until the enforcer knows the account. */
  private static String person(Caller scim, String name) throws Exception {
    String id =
        scim.post("/Users", Map.of("userName", name)).expect(201).body().get("id").textValue();
    Awaitility.await().atMost(PATIENCE).until(() -> platform().mayRead(id, ID));
    return id;
  }

  private static String reconcile(int status, String... options) {
    PrintStream console = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    String[] arguments = new String[options.length + 3];
    arguments[0] = "reconcile";
    arguments[1] = "--organization";
    arguments[2] = ID;
    System.arraycopy(options, 0, arguments, 3, options.length);
    try {
      int exit = Main.run(arguments);
      assertThat(exit).as(printed.toString(StandardCharsets.UTF_8)).isEqualTo(status);
    } finally {
      System.setOut(console);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }

  /** Changes rows behind the worker's back, as the owner of its tables. */
  private static void sql(String statement) throws SQLException {
    int port = Objects.requireNonNull(state().processes().get("postgres")).port();
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/worker",
                LocalPostgres.owner("worker"),
                LocalPostgres.PASSWORD);
        Statement sql = connection.createStatement()) {
      sql.execute("select set_config('app.organization', '" + ID + "', false)");
      assertThat(sql.executeUpdate(statement)).isPositive();
    }
  }
}
