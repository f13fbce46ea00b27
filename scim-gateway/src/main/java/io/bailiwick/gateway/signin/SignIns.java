package io.bailiwick.gateway.signin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.database.Tenant;
import io.bailiwick.gateway.directory.rules.Admission;
import io.bailiwick.gateway.directory.rules.Claims;
import io.bailiwick.gateway.directory.rules.Person;
import io.bailiwick.gateway.secrets.GatewaySettings;
import io.bailiwick.gateway.secrets.Handover;
import io.bailiwick.gateway.signin.Connections.Usable;
import io.bailiwick.gateway.signin.oidc.IdentityProvider;
import io.bailiwick.gateway.signin.oidc.IdentityProvider.Statement;
import io.bailiwick.gateway.signin.rules.Attempt;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.gateway.signin.rules.Connection;
import io.bailiwick.gateway.signin.rules.Connection.Status;
import io.bailiwick.gateway.signin.rules.ConnectionSettings;
import io.bailiwick.gateway.signin.rules.SignInCheck;
import io.bailiwick.model.ClaimPath;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Signing in: from the browser's first step to the session. */
@ApplicationScoped
public class SignIns {
  private static final Duration ATTEMPT_LASTS = Duration.ofMinutes(10);
  private static final int LONGEST_SUBJECT = 256;

  private final Connections connections;
  private final IdentityProvider identityProvider;
  private final Admissions admissions;
  private final Sessions sessions;
  private final ConnectionTests tests;
  private final Tenant tenant;
  private final UsedAttempts usedAttempts;
  private final String base;

  SignIns(
      Connections connections,
      IdentityProvider identityProvider,
      Admissions admissions,
      Sessions sessions,
      ConnectionTests tests,
      Tenant tenant,
      UsedAttempts usedAttempts,
      GatewaySettings settings) {
    this.connections = connections;
    this.identityProvider = identityProvider;
    this.admissions = admissions;
    this.sessions = sessions;
    this.tests = tests;
    this.tenant = tenant;
    this.usedAttempts = usedAttempts;
    this.base = settings.url().toString().replaceAll("/$", "");
  }

  /** Begins a sign-in at the organization's enabled connection. */
  public Uni<Begun> begin(String organization, Wish wish) {
    return connections
        .enabled(organization)
        .map(found -> found.orElseThrow(() -> new CheckFailed(SignInCheck.NO_CONNECTION)))
        .chain(usable -> begin(usable.connection(), wish, false));
  }

  /** Begins a sign-in that only shows what a connection states. */
  public Uni<Begun> beginTest(String organization, String connection) {
    return connections
        .find(organization, connection)
        .map(found -> found.orElseThrow(() -> new CheckFailed(SignInCheck.NO_CONNECTION)))
        .chain(usable -> begin(usable.connection(), Wish.NONE, true));
  }

  private Uni<Begun> begin(Connection connection, Wish wish, boolean test) {
    return tenant
        .transaction(connection.organization(), tenant::now)
        .map(now -> attempt(connection, wish, test, now))
        .chain(
            attempt ->
                identityProvider
                    .authorization(
                        connection, attempt, callback(connection.organization()), wish.loginHint())
                    .map(location -> new Begun(location, attempt)));
  }

  private static Attempt attempt(Connection connection, Wish wish, boolean test, Instant now) {
    return new Attempt(
        connection.organization(),
        connection.id(),
        connection.version(),
        Handover.random(),
        Handover.random(),
        Handover.random(),
        test,
        wish.fresh(),
        wish.maxAge(),
        wish.request(),
        now,
        now.plus(ATTEMPT_LASTS));
  }

  /**
   * Ends a sign-in.
   *
   * @param attempt what this browser carries for the answer's state; empty when it carries nothing
   * @return fails with {@link CheckFailed}; then nothing has been written
   */
  public Uni<Ended> end(String organization, Answer answer, Optional<Attempt> attempt) {
    Attempt begun =
        attempt
            .filter(one -> one.organization().equals(organization))
            .filter(one -> Optional.of(one.state()).equals(answer.state()))
            .filter(one -> Instant.now().isBefore(one.expiresAt()))
            .orElseThrow(() -> new CheckFailed(SignInCheck.STATE));
    return connections
        .find(organization, begun.connection())
        .map(found -> found.filter(one -> isStillThat(one.connection(), begun)))
        .map(found -> found.orElseThrow(() -> new CheckFailed(SignInCheck.CONNECTION_CHANGED)))
        .call(usable -> used(begun))
        .chain(
            usable ->
                identityProvider
                    .checkResponseIssuer(usable.connection(), answer.issuer())
                    .chain(() -> redeem(usable, begun, answer))
                    .chain(statement -> admit(usable, begun, statement)));
  }

  // INVARIANT: before the provider is called: what a browser keeps of its sign-in drives one call.
  private Uni<Void> used(Attempt begun) {
    return tenant
        .transaction(
            begun.organization(),
            () -> usedAttempts.take(begun.organization(), begun.state(), begun.expiresAt()))
        .invoke(
            first -> {
              if (!first) {
                throw new CheckFailed(SignInCheck.STATE, "the answer came before");
              }
            })
        .replaceWithVoid();
  }

  private static boolean isStillThat(Connection connection, Attempt begun) {
    return connection.version() == begun.connectionVersion()
        && (begun.test() || connection.status() == Status.ENABLED);
  }

  private Uni<Statement> redeem(Usable usable, Attempt begun, Answer answer) {
    if (answer.error().isPresent() || answer.code().isEmpty()) {
      throw new CheckFailed(
          SignInCheck.IDENTITY_PROVIDER_ERROR,
          IdentityProvider.code(answer.error().orElse("no_code")));
    }
    return identityProvider.redeem(
        usable.connection(),
        usable.secret(),
        begun,
        answer.code().get(),
        callback(begun.organization()));
  }

  private Uni<Ended> admit(Usable usable, Attempt begun, Statement statement) {
    Connection connection = usable.connection();
    Person person = person(connection.settings(), statement.claims());
    if (begun.test()) {
      return tests
          .keep(connection, person, statement.claims())
          .replaceWith(new Ended.Tested(connection.id()));
    }
    return admissions
        .signIn(
            begun.organization(),
            person,
            granted ->
                connections
                    .stillEnabled(connection)
                    .chain(() -> sessions.begin(granted, connection, statement, begun.begunAt())))
        .map(
            outcome ->
                switch (outcome) {
                  case SignedIn.Admitted<Handover> admitted ->
                      new Ended.SignedIn(admitted.made(), begun.request());
                  case SignedIn.Refused<Handover> refused -> throw refused(refused.refusal());
                });
  }

  /** Who a statement is about, read as the connection says. */
  static Person person(ConnectionSettings settings, ObjectNode stated) {
    String subject =
        ClaimPath.find(stated, settings.subjectClaim())
            .map(claim -> claim.textValue())
            .filter(text -> !text.isBlank() && text.length() <= LONGEST_SUBJECT)
            .orElseThrow(
                () -> new CheckFailed(SignInCheck.SUBJECT_MISSING, settings.subjectClaim()));
    return new Person(
        subject, settings.userNameClaim(), Claims.ofPerson(stated), Claims.withheld(stated));
  }

  private static CheckFailed refused(Admission.Refused refused) {
    return new CheckFailed(
        SignInCheck.valueOf(refused.refusal().name()), String.join(", ", refused.names()));
  }

  private URI callback(String organization) {
    return URI.create(base + "/sso/" + organization + "/callback");
  }

  /**
   * How a sign-in is wanted.
   *
   * @param fresh whether the person must authenticate anew
   * @param maxAge how long ago the person may have authenticated, in seconds
   * @param loginHint whom to expect, in the identity provider's terms
   * @param request the platform's authorization request that waits for it, as a query string
   */
  public record Wish(
      boolean fresh,
      Optional<Integer> maxAge,
      Optional<String> loginHint,
      Optional<String> request) {
    public static final Wish NONE =
        new Wish(false, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** A sign-in that has begun: where the browser goes, and what it carries. */
  public record Begun(URI location, Attempt attempt) {}

  /** What the identity provider sent the browser back with. */
  public record Answer(
      Optional<String> code,
      Optional<String> state,
      Optional<String> error,
      Optional<String> issuer) {}

  /** How a sign-in ended well. */
  public sealed interface Ended {
    /** With a session, and the platform's request that waited for it. */
    record SignedIn(Handover cookie, Optional<String> request) implements Ended {}

    /** With a look at the claims. */
    record Tested(String connection) implements Ended {}
  }
}
