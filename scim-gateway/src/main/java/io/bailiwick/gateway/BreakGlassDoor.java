package io.bailiwick.gateway;

import io.bailiwick.gateway.OrganizationRegistry.Change;
import io.bailiwick.gateway.postgres.RecoveryCodes;
import io.bailiwick.gateway.postgres.Tenant;
import io.bailiwick.gateway.secrets.Handover;
import io.bailiwick.gateway.signin.CheckFailed;
import io.bailiwick.gateway.signin.SignInCheck;
import io.bailiwick.model.BreakGlass;
import io.bailiwick.model.Organization;
import io.bailiwick.service.Problem;
import io.bailiwick.service.Refusal;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;

/**
 * The way into an organization when its identity provider lets nobody in: a recovery code, which
 * counts once, opens it for its break-glass account. Whatever changes is a version of the
 * organization, told on its topic, and in the log.
 */
@ApplicationScoped
public class BreakGlassDoor {
  private static final Logger LOG = Logger.getLogger(BreakGlassDoor.class);
  private static final Duration OPEN = Duration.ofHours(24);
  private static final String THING = "recovery";

  private final OrganizationRegistry organizations;
  private final RecoveryCodes codes;
  private final Tenant tenant;

  BreakGlassDoor(OrganizationRegistry organizations, RecoveryCodes codes, Tenant tenant) {
    this.organizations = organizations;
    this.codes = codes;
    this.tenant = tenant;
  }

  /**
   * Names the account; another one than before finds the door shut, and no code that counts.
   *
   * @throws IllegalArgumentException when it cannot be a personal account's id
   */
  public Uni<Change> appoint(String organization, String account) {
    BreakGlass named = BreakGlass.named(account);
    return logged(
        "is named",
        organizations.write(
            organization,
            before ->
                before.breakGlass().filter(known -> known.account().equals(account)).isPresent()
                    ? Uni.createFrom().item(before)
                    : codes
                        .remove(organization)
                        .chain(() -> changed(before, (known, now) -> Optional.of(named)))));
  }

  /** Makes a new recovery code: the only one that counts. */
  public Uni<NewCode> makeCode(String organization) {
    Handover code = Handover.make(organization, THING);
    return logged(
            "has a new recovery code",
            organizations.write(
                organization,
                before -> {
                  if (before.breakGlass().isEmpty()) {
                    throw new Refusal(
                        Problem.of(404, "The organization names no break-glass account."));
                  }
                  return codes
                      .put(organization, code.digest())
                      .chain(
                          () ->
                              changed(before, (known, now) -> known.map(one -> one.codeMade(now))));
                }))
        .map(change -> new NewCode(change, code.text()));
  }

  /**
   * Opens the door for a day.
   *
   * @return fails with {@link CheckFailed} where the code is none that counts
   */
  public Uni<Change> open(String organization, String code) {
    Optional<byte[]> digest =
        Handover.parse(code)
            .filter(given -> given.organization().equals(organization))
            .map(Handover::digest);
    return digest.isEmpty()
        ? doesNotCount()
        // Nothing is locked for what anybody may type.
        : tenant
            .transaction(organization, () -> codes.counts(organization, digest.get()))
            .chain(counts -> counts ? openBy(organization, digest.get()) : doesNotCount());
  }

  private static <T> Uni<T> doesNotCount() {
    return Uni.createFrom().failure(new CheckFailed(SignInCheck.RECOVERY_CODE));
  }

  private Uni<Change> openBy(String organization, byte[] digest) {
    return logged(
        "may administer it for " + OPEN,
        organizations.write(
            organization,
            before ->
                codes
                    .take(organization, digest)
                    .chain(
                        taken ->
                            taken
                                ? changed(
                                    before,
                                    (known, now) -> known.map(one -> one.opened(now.plus(OPEN))))
                                : doesNotCount())));
  }

  /** Shuts the door at once. */
  public Uni<Change> shut(String organization) {
    return logged(
        "is shut out",
        organizations.write(
            organization, before -> changed(before, (known, now) -> known.map(BreakGlass::shut))));
  }

  /** Leaves the organization without such an account. */
  public Uni<Change> remove(String organization) {
    return logged(
        "there is none any more",
        organizations.write(
            organization,
            before ->
                codes
                    .remove(organization)
                    .chain(() -> changed(before, (known, now) -> Optional.empty()))));
  }

  private static Uni<Change> logged(String what, Uni<Change> change) {
    return change.invoke(
        done -> {
          if (done instanceof Change.Made made) {
            String account = made.organization().breakGlass().map(BreakGlass::account).orElse("-");
            LOG.warnf("Break-glass of %s, account %s: %s", made.organization().id(), account, what);
          }
        });
  }

  private Uni<Organization> changed(
      Organization before, BiFunction<Optional<BreakGlass>, Instant, Optional<BreakGlass>> change) {
    return tenant
        .now()
        .map(
            now ->
                OrganizationSettings.of(before)
                    .on(before, now)
                    .breakGlass(change.apply(before.breakGlass(), now)));
  }

  /**
   * A recovery code that was made.
   *
   * @param text to be shown this once
   */
  public record NewCode(Change change, String text) {
    @Override
    public String toString() {
      return change.toString();
    }
  }
}
