package io.bailiwick.gateway.signin.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.bailiwick.gateway.signin.rules.Connection.Status;
import io.bailiwick.gateway.signin.rules.ConnectionSettings.ClientAuthentication;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every command in every status, and the rule of the client secret. */
class ConnectionLifecycleTest {
  private static final Instant BEFORE = Instant.parse("2026-11-27T09:00:00Z");
  private static final Instant NOW = BEFORE.plusSeconds(60);
  private static final long VERSION = 7;
  private static final ConnectionSettings SETTINGS =
      ConnectionSettings.initial(URI.create("https://idp.example"), "client");
  private static final Optional<String> NO_SECRET = Optional.empty();

  private static ConnectionWithSecret stored(Status status, Optional<String> secret) {
    return new ConnectionWithSecret(
        new Connection(
            "con_1",
            "acme",
            VERSION,
            status,
            SETTINGS,
            Optional.of(test(true)),
            Optional.of("con_0"),
            BEFORE,
            BEFORE),
        secret);
  }

  private static Connection.Test test(boolean passed) {
    return new Connection.Test(BEFORE, passed, "", Optional.empty(), Optional.empty());
  }

  private static ConnectionCommand command(String name) {
    return switch (name) {
      case "edit" -> edit(settings -> settings, NO_SECRET);
      case "enable" -> new ConnectionCommand.Enable();
      case "disable" -> new ConnectionCommand.Disable();
      case "delete" -> new ConnectionCommand.Delete(false);
      case "delete with sessions" -> new ConnectionCommand.Delete(true);
      case "passed test" -> new ConnectionCommand.KeepTest(VERSION, test(true));
      case "failed test" -> new ConnectionCommand.KeepTest(VERSION, test(false));
      case "outdated test" -> new ConnectionCommand.KeepTest(VERSION - 1, test(true));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static ConnectionCommand edit(
      UnaryOperator<ConnectionSettings> change, Optional<String> secret) {
    return new ConnectionCommand.Edit(change, secret, "con_2");
  }

  private static ConnectionOutcome decided(ConnectionWithSecret stored, ConnectionCommand command) {
    return ConnectionLifecycle.decide(stored, command, NOW);
  }

  /** The outcome, and the status and the version afterwards if the command is granted. */
  @ParameterizedTest
  @CsvSource({
    "DRAFT,    edit,                 'Edited DRAFT 8'",
    "TESTED,   edit,                 'Edited DRAFT 8'",
    "ENABLED,  edit,                 'Created DRAFT 1'",
    "DISABLED, edit,                 'Created DRAFT 1'",
    "DRAFT,    enable,               NotTested",
    "TESTED,   enable,               'Enabled ENABLED 8'",
    "ENABLED,  enable,               'Unchanged ENABLED 7'",
    "DISABLED, enable,               'Enabled ENABLED 8'",
    "DRAFT,    disable,              'Unchanged DRAFT 7'",
    "TESTED,   disable,              'Unchanged TESTED 7'",
    "ENABLED,  disable,              'Changed DISABLED 8'",
    "DISABLED, disable,              'Unchanged DISABLED 7'",
    "DRAFT,    delete,               'Deleted DRAFT 7'",
    "TESTED,   delete,               'Deleted TESTED 7'",
    "ENABLED,  delete,               StillEnabled",
    "DISABLED, delete,               'Deleted DISABLED 7'",
    "DRAFT,    delete with sessions, StillUsed",
    "TESTED,   delete with sessions, StillUsed",
    "ENABLED,  delete with sessions, StillEnabled",
    "DISABLED, delete with sessions, StillUsed",
    "DRAFT,    passed test,          'Changed TESTED 7'",
    "TESTED,   passed test,          'Changed TESTED 7'",
    "ENABLED,  passed test,          'Changed ENABLED 7'",
    "DISABLED, passed test,          'Changed DISABLED 7'",
    "DRAFT,    failed test,          'Changed DRAFT 7'",
    "TESTED,   failed test,          'Changed DRAFT 7'",
    "ENABLED,  failed test,          'Changed ENABLED 7'",
    "DISABLED, failed test,          'Changed DISABLED 7'",
    "DRAFT,    outdated test,        NoConnection",
    "TESTED,   outdated test,        NoConnection",
    "ENABLED,  outdated test,        NoConnection",
    "DISABLED, outdated test,        NoConnection"
  })
  void everyTransition(Status status, String command, String expected) {
    ConnectionOutcome outcome = decided(stored(status, Optional.of("secret")), command(command));
    assertThat(described(outcome)).isEqualTo(expected);
  }

  private static String described(ConnectionOutcome outcome) {
    String name = outcome.getClass().getSimpleName();
    return switch (outcome) {
      case ConnectionOutcome.Rejected _ -> name;
      case ConnectionOutcome.Granted granted ->
          name + " " + granted.connection().status() + " " + granted.connection().version();
    };
  }

  @Test
  void aTestIsKeptUntilTheConnectionChanges() {
    ConnectionWithSecret tested = stored(Status.TESTED, Optional.of("secret"));
    assertThat(granted(decided(tested, command("failed test"))).test()).contains(test(false));
    assertThat(granted(decided(tested, command("edit"))).test()).isEmpty();
    assertThat(granted(decided(tested, command("enable"))).test()).isEmpty();
  }

  private static Connection granted(ConnectionOutcome outcome) {
    assertThat(outcome).isInstanceOf(ConnectionOutcome.Granted.class);
    return ((ConnectionOutcome.Granted) outcome).connection();
  }

  @Test
  void anEditInPlaceKeepsWhatTheConnectionIs() {
    Connection edited =
        granted(
            decided(
                stored(Status.TESTED, Optional.of("secret")),
                edit(settings -> issuer("https://other.example"), Optional.of("new"))));
    assertThat(edited)
        .isEqualTo(
            new Connection(
                "con_1",
                "acme",
                VERSION + 1,
                Status.DRAFT,
                issuer("https://other.example"),
                Optional.empty(),
                Optional.of("con_0"),
                BEFORE,
                NOW));
  }

  @ParameterizedTest
  @EnumSource(names = {"ENABLED", "DISABLED"})
  void anEditOfAConnectionInUseIsADraftThatReplacesIt(Status status) {
    assertThat(granted(decided(stored(status, Optional.of("secret")), command("edit"))))
        .isEqualTo(
            new Connection(
                "con_2",
                "acme",
                1,
                Status.DRAFT,
                SETTINGS,
                Optional.empty(),
                Optional.of("con_1"),
                NOW,
                NOW));
  }

  @ParameterizedTest
  @EnumSource
  void theSecretStaysWithItsProviderAndClient(Status status) {
    ConnectionWithSecret stored = stored(status, Optional.of("old"));
    assertThat(secret(decided(stored, edit(settings -> SETTINGS, NO_SECRET)))).contains("old");
    assertThat(secret(decided(stored, edit(settings -> SETTINGS, Optional.of("new")))))
        .contains("new");
    ConnectionSettings otherIssuer = issuer("https://other.example");
    ConnectionSettings otherClient = ConnectionSettings.initial(SETTINGS.issuer(), "other");
    assertThat(decided(stored, edit(settings -> otherIssuer, NO_SECRET)))
        .isEqualTo(new ConnectionOutcome.SecretMissing());
    assertThat(decided(stored, edit(settings -> otherClient, NO_SECRET)))
        .isEqualTo(new ConnectionOutcome.SecretMissing());
    assertThat(secret(decided(stored, edit(settings -> otherIssuer, Optional.of("new")))))
        .contains("new");
    assertThat(secret(decided(stored, edit(settings -> withKey(otherIssuer), NO_SECRET))))
        .isEmpty();
  }

  private static Optional<String> secret(ConnectionOutcome outcome) {
    return switch (outcome) {
      case ConnectionOutcome.Created created -> created.draft().secret();
      case ConnectionOutcome.Edited edited -> edited.edited().secret();
      default -> throw new AssertionError(outcome);
    };
  }

  @Test
  void aNewConnectionIsADraftAndNeedsASecretUnlessItHasAKey() {
    assertThat(created(SETTINGS, NO_SECRET)).isEqualTo(new ConnectionOutcome.SecretMissing());
    assertThat(described(created(SETTINGS, Optional.of("secret")))).isEqualTo("Created DRAFT 1");
    assertThat(secret(created(SETTINGS, Optional.of("secret")))).contains("secret");
    assertThat(secret(created(withKey(SETTINGS), NO_SECRET))).isEmpty();
  }

  private static ConnectionOutcome created(ConnectionSettings settings, Optional<String> secret) {
    return ConnectionLifecycle.create("con_1", "acme", settings, secret, NOW);
  }

  private static ConnectionSettings issuer(String issuer) {
    return ConnectionSettings.initial(URI.create(issuer), "client");
  }

  private static ConnectionSettings withKey(ConnectionSettings settings) {
    return new ConnectionSettings(
        settings.issuer(),
        settings.clientId(),
        ClientAuthentication.PRIVATE_KEY_JWT,
        settings.scopes(),
        settings.subjectClaim(),
        settings.userNameClaim(),
        settings.userInfo());
  }

  /** Commands and outcomes end up in messages; a secret must not. */
  @Test
  void noTextShowsASecret() {
    ConnectionCommand edit = edit(settings -> settings, Optional.of("hidden"));
    assertThat(edit.toString() + decided(stored(Status.DRAFT, NO_SECRET), edit))
        .doesNotContain("hidden");
  }
}
