package io.bailiwick.gateway.signin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.database.Actors;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.directory.rules.Admission;
import io.bailiwick.gateway.directory.rules.Claims;
import io.bailiwick.gateway.directory.rules.Person;
import io.bailiwick.gateway.secrets.OpaqueToken;
import io.bailiwick.gateway.settings.GatewaySettings;
import io.bailiwick.gateway.signin.oidc.OidcClient;
import io.bailiwick.gateway.signin.rules.Attempt;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.gateway.signin.rules.Connection;
import io.bailiwick.gateway.signin.rules.Connection.Status;
import io.bailiwick.gateway.signin.rules.ConnectionSettings;
import io.bailiwick.gateway.signin.rules.ConnectionWithSecret;
import io.bailiwick.gateway.signin.rules.SignInCheck;
import io.bailiwick.gateway.signin.rules.VerifiedClaims;
import io.bailiwick.model.AuditEntry.Kind;
import io.bailiwick.model.Characters;
import io.bailiwick.model.ClaimPath;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Conducts a sign-in from the browser's first step to the session. */
@ApplicationScoped
public class SignInFlow {
  private static final Duration ATTEMPT_LASTS = Duration.ofMinutes(10);
  private static final int LONGEST_SUBJECT = 256;

  private final Connections connections;
  private final OidcClient oidcClient;
  private final Admissions admissions;
  private final Sessions sessions;
  private final TestSignIns tests;
  private final Transactions transactions;
  private final UsedAttempts usedAttempts;
  private final String base;

  SignInFlow(
      Connections connections,
      OidcClient oidcClient,
      Admissions admissions,
      Sessions sessions,
      TestSignIns tests,
      Transactions transactions,
      UsedAttempts usedAttempts,
      GatewaySettings settings) {
    this.connections = connections;
    this.oidcClient = oidcClient;
    this.admissions = admissions;
    this.sessions = sessions;
    this.tests = tests;
    this.transactions = transactions;
    this.usedAttempts = usedAttempts;
    this.base = settings.url().toString().replaceAll("/$", "");
  }

  /** Begins a sign-in at the organization's enabled connection. */
  public Uni<StartedSignIn> begin(String organization, SignInOptions options) {
    return connections
        .enabled(organization)
        .map(found -> found.orElseThrow(() -> new CheckFailed(SignInCheck.NO_CONNECTION)))
        .chain(withSecret -> begin(withSecret.connection(), options, false));
  }

  /** Begins a test sign-in, which only shows the claims that a connection states. */
  public Uni<StartedSignIn> beginTest(String organization, String connection) {
    return connections
        .find(organization, connection)
        .map(found -> found.orElseThrow(() -> new CheckFailed(SignInCheck.NO_CONNECTION)))
        .chain(withSecret -> begin(withSecret.connection(), SignInOptions.NONE, true));
  }

  private Uni<StartedSignIn> begin(Connection connection, SignInOptions options, boolean test) {
    return transactions
        .of(connection.organization(), transactions::now)
        .map(now -> attempt(connection, options, test, now))
        .chain(
            attempt ->
                oidcClient
                    .authorization(
                        connection,
                        attempt,
                        callback(connection.organization()),
                        options.loginHint())
                    .map(location -> new StartedSignIn(location, attempt)));
  }

  private static Attempt attempt(
      Connection connection, SignInOptions options, boolean test, Instant now) {
    return new Attempt(
        connection.organization(),
        connection.id(),
        connection.version(),
        OpaqueToken.random(),
        OpaqueToken.random(),
        OpaqueToken.random(),
        test,
        options.fresh(),
        options.maxAge(),
        options.request(),
        now,
        now.plus(ATTEMPT_LASTS));
  }

  /**
   * Completes a sign-in.
   *
   * @param attempt the attempt that this browser carries for the answer's state; empty if it
   *     carries none
   * @return fails with {@link CheckFailed}; then nothing has been written
   */
  public Uni<SignInResult> end(
      String organization, ProviderCallback answer, Optional<Attempt> attempt) {
    Attempt started =
        attempt
            .filter(one -> one.organization().equals(organization))
            .filter(one -> Optional.of(one.state()).equals(answer.state()))
            .filter(one -> Instant.now().isBefore(one.expiresAt()))
            .orElseThrow(() -> new CheckFailed(SignInCheck.STATE));
    return connections
        .find(organization, started.connection())
        .map(found -> found.filter(one -> isStillThat(one.connection(), started)))
        .map(found -> found.orElseThrow(() -> new CheckFailed(SignInCheck.CONNECTION_CHANGED)))
        .call(withSecret -> used(started))
        .chain(
            withSecret ->
                oidcClient
                    .checkResponseIssuer(withSecret.connection(), answer.issuer())
                    .chain(() -> redeem(withSecret, started, answer))
                    .chain(verified -> admit(withSecret, started, verified)));
  }

  // INVARIANT: the attempt is used before the provider is called, so that one attempt makes one
  // call.
  private Uni<Void> used(Attempt started) {
    return transactions
        .of(
            started.organization(),
            () -> usedAttempts.take(started.organization(), started.state(), started.expiresAt()))
        .invoke(
            first -> {
              if (!first) {
                throw new CheckFailed(SignInCheck.STATE, "the answer came before");
              }
            })
        .replaceWithVoid();
  }

  private static boolean isStillThat(Connection connection, Attempt started) {
    return connection.version() == started.connectionVersion()
        && (started.test() || connection.status() == Status.ENABLED);
  }

  private Uni<VerifiedClaims> redeem(
      ConnectionWithSecret withSecret, Attempt started, ProviderCallback answer) {
    if (answer.error().isPresent() || answer.code().isEmpty()) {
      throw new CheckFailed(
          SignInCheck.IDENTITY_PROVIDER_ERROR, OidcClient.code(answer.error().orElse("no_code")));
    }
    return oidcClient.redeem(
        withSecret.connection(),
        withSecret.secret(),
        started,
        answer.code().get(),
        callback(started.organization()));
  }

  private Uni<SignInResult> admit(
      ConnectionWithSecret withSecret, Attempt started, VerifiedClaims verified) {
    Connection connection = withSecret.connection();
    Actors.actAs(Kind.SIGN_IN, connection.id());
    Person person = person(connection.settings(), verified.claims());
    if (started.test()) {
      return tests
          .keep(connection, person, verified.claims())
          .replaceWith(new SignInResult.Tested(connection.id()));
    }
    return admissions
        .signIn(
            started.organization(),
            person,
            granted ->
                stillEnabled(connection)
                    .chain(() -> sessions.begin(granted, connection, verified, started.begunAt())))
        .map(
            outcome ->
                switch (outcome) {
                  case AdmissionResult.Admitted<OpaqueToken> admitted ->
                      new SignInResult.SignedIn(admitted.made(), started.request());
                  case AdmissionResult.Refused<OpaqueToken> refused ->
                      throw refused(refused.refusal());
                });
  }

  /** Fails the transaction of the sign-in if its connection was changed or disabled meanwhile. */
  private Uni<Void> stillEnabled(Connection connection) {
    return connections
        .isStillEnabled(connection)
        .invoke(
            still -> {
              if (!still) {
                throw new CheckFailed(SignInCheck.CONNECTION_CHANGED);
              }
            })
        .replaceWithVoid();
  }

  /** Reads the person of a statement as the connection prescribes. */
  static Person person(ConnectionSettings settings, ObjectNode stated) {
    String subject =
        ClaimPath.find(stated, settings.subjectClaim())
            .map(claim -> claim.textValue())
            .filter(text -> !text.isBlank() && Characters.in(text) <= LONGEST_SUBJECT)
            .orElseThrow(
                () -> new CheckFailed(SignInCheck.SUBJECT_MISSING, settings.subjectClaim()));
    return new Person(
        subject, settings.userNameClaim(), Claims.ofPerson(stated), Claims.withheld(stated));
  }

  private static CheckFailed refused(Admission.Refused refused) {
    return new CheckFailed(
        AdmissionResult.check(refused.refusal()), String.join(", ", refused.names()));
  }

  private URI callback(String organization) {
    return URI.create(base + "/sso/" + organization + "/callback");
  }
}
