package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.database.Actors;
import io.bailiwick.gateway.database.Transactions;
import io.bailiwick.gateway.organizations.OrganizationChange;
import io.bailiwick.gateway.organizations.OrganizationRegistry;
import io.bailiwick.gateway.organizations.OrganizationSettings;
import io.bailiwick.gateway.organizations.Organizations;
import io.bailiwick.gateway.secrets.OpaqueToken;
import io.bailiwick.gateway.signin.rules.CheckFailed;
import io.bailiwick.gateway.signin.rules.SignInCheck;
import io.bailiwick.model.AuditEntry.Kind;
import io.bailiwick.model.BreakGlass;
import io.bailiwick.model.Organization;
import io.bailiwick.service.LogText;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Opens an organization to its break-glass account if its identity provider admits no one. A
 * recovery code, which works once, opens it. Each change is a version of the organization,
 * published on its topic and logged.
 */
@ApplicationScoped
public class BreakGlassDoor {
  private static final Logger LOG = Logger.getLogger(BreakGlassDoor.class);
  private static final Duration OPEN = Duration.ofHours(24);
  private static final String THING = "recovery";

  private final OrganizationRegistry organizations;
  private final Organizations namespaces;
  private final RecoveryCodes codes;
  private final Transactions transactions;

  BreakGlassDoor(
      OrganizationRegistry organizations,
      Organizations namespaces,
      RecoveryCodes codes,
      Transactions transactions) {
    this.organizations = organizations;
    this.namespaces = namespaces;
    this.codes = codes;
    this.transactions = transactions;
  }

  /**
   * Names the account; another one than before finds the door shut, and no code that counts. The
   * check rejects a subject that is a handle, so such an account could never enter.
   *
   * @return fails with a {@link Refusal} if the name is that of an organization or managed account
   * @throws IllegalArgumentException when it cannot be a personal account's id
   */
  public Uni<OrganizationChange> appoint(String organization, String account) {
    BreakGlass named = BreakGlass.named(account);
    if (account.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "account must be the account's id on the platform, not a handle or an e-mail address");
    }
    return change(
        organization,
        known ->
            namespaces
                .isTaken(account.toLowerCase(Locale.ROOT))
                .chain(
                    taken ->
                        taken
                            ? isNobodysId()
                            : isOf(known, account) ? nothing() : codes.remove(organization)),
        (known, now) -> isOf(known, account) ? known : Optional.of(named));
  }

  private static Uni<Void> isNobodysId() {
    return Uni.createFrom()
        .failure(
            new Refusal(
                Problem.of(
                    409,
                    "account",
                    "An organization or a managed account has that name. Give the id of a personal"
                        + " account of the platform.")));
  }

  private static boolean isOf(Optional<BreakGlass> known, String account) {
    return known.filter(one -> one.account().equals(account)).isPresent();
  }

  /** Creates a recovery code, which replaces the previous one. */
  public Uni<NewCode> makeCode(String organization) {
    OpaqueToken code = OpaqueToken.make(organization, THING);
    return change(
            organization,
            known -> known.isEmpty() ? namesNobody() : codes.put(organization, code.digest()),
            (known, now) -> known.map(one -> one.codeMade(now)))
        .map(change -> new NewCode(change, code.text()));
  }

  private static Uni<Void> namesNobody() {
    return Uni.createFrom()
        .failure(
            new Refusal(
                Problem.of(
                    404,
                    "The organization has no break-glass account: name one first,"
                        + " PUT .../break-glass {\"account\": \"...\"}.")));
  }

  /**
   * Opens break-glass access for a day.
   *
   * @return fails with {@link CheckFailed} if the code is not valid
   */
  public Uni<OrganizationChange> open(String organization, String code) {
    Optional<byte[]> digest =
        OpaqueToken.parse(code)
            .filter(given -> given.organization().equals(organization))
            .map(OpaqueToken::digest);
    return digest.isEmpty()
        ? doesNotCount()
        // The code is checked first without a lock, because anyone may send one.
        : transactions
            .of(organization, () -> codes.counts(organization, digest.get()))
            .chain(counts -> counts ? openBy(organization, digest.get()) : doesNotCount());
  }

  private Uni<OrganizationChange> openBy(String organization, byte[] digest) {
    return change(
        organization,
        known -> {
          known.ifPresent(one -> Actors.actAs(Kind.ACCOUNT, one.account()));
          return codes
              .take(organization, digest)
              .chain(taken -> taken ? nothing() : doesNotCount());
        },
        (known, now) -> known.map(one -> one.opened(now.plus(OPEN))));
  }

  private static <T> Uni<T> doesNotCount() {
    return Uni.createFrom().failure(new CheckFailed(SignInCheck.RECOVERY_CODE));
  }

  /** Ends break-glass access at once. */
  public Uni<OrganizationChange> shut(String organization) {
    return change(organization, known -> nothing(), (known, now) -> known.map(BreakGlass::shut));
  }

  /** Removes the organization's break-glass account. */
  public Uni<OrganizationChange> remove(String organization) {
    return change(
        organization, known -> codes.remove(organization), (known, now) -> Optional.empty());
  }

  private static Uni<Void> nothing() {
    return Uni.createFrom().voidItem();
  }

  /** Changes the recovery code and then the organization in one transaction, and logs it. */
  private Uni<OrganizationChange> change(
      String organization,
      Function<Optional<BreakGlass>, Uni<Void>> code,
      BiFunction<Optional<BreakGlass>, Instant, Optional<BreakGlass>> change) {
    AtomicReference<Optional<BreakGlass>> was = new AtomicReference<>(Optional.empty());
    return organizations
        .change(
            organization,
            before -> {
              was.set(before.breakGlass());
              return code.apply(before.breakGlass())
                  .chain(transactions::now)
                  .map(
                      now ->
                          OrganizationSettings.of(before)
                              .on(before, now)
                              .breakGlass(change.apply(before.breakGlass(), now)));
            })
        .invoke(done -> tell(was.get(), done));
  }

  private static void tell(Optional<BreakGlass> was, OrganizationChange change) {
    if (change instanceof OrganizationChange.Made(Organization after)
        && !after.breakGlass().equals(was)) {
      LOG.warnf(
          "Break-glass of %s, version %d: %s; it was: %s",
          after.id(), after.version(), text(after.breakGlass()), text(was));
    }
  }

  private static String text(Optional<BreakGlass> known) {
    return known
        .map(
            one ->
                "account %s, code made at %s, open until %s"
                    .formatted(
                        LogText.quoted(one.account()),
                        one.codeMadeAt().map(Instant::toString).orElse("-"),
                        one.openUntil().map(Instant::toString).orElse("-")))
        .orElse("none");
  }

  /**
   * A new recovery code.
   *
   * @param text the code, which is shown only this once
   */
  public record NewCode(OrganizationChange change, String text) {
    @Override
    public String toString() {
      return change.toString();
    }
  }
}
