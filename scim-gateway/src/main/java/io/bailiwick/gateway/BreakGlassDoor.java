package io.bailiwick.gateway;

import io.bailiwick.gateway.OrganizationRegistry.Change;
import io.bailiwick.gateway.postgres.RecoveryCodes;
import io.bailiwick.gateway.postgres.Tenant;
import io.bailiwick.gateway.secrets.Handover;
import io.bailiwick.gateway.signin.CheckFailed;
import io.bailiwick.gateway.signin.SignInCheck;
import io.bailiwick.model.BreakGlass;
import io.bailiwick.model.Organization;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;

/**
 * The way into an organization when its identity provider lets nobody in: a recovery code, which
 * counts once, opens it for its break-glass account. Each opening is a version of the organization,
 * told on its topic, and in the log.
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
   * Names the account, shuts the door, and makes a new recovery code: the only one that counts.
   *
   * @throws IllegalArgumentException when it cannot be a personal account's id
   */
  public Uni<Appointed> appoint(String organization, String account) {
    BreakGlass shut = new BreakGlass(account, Optional.empty());
    Handover code = Handover.make(organization, THING);
    return organizations
        .write(
            organization,
            before ->
                codes
                    .put(organization, code.digest())
                    .chain(() -> changed(before, (known, now) -> Optional.of(shut))))
        .map(change -> new Appointed(change, code.text()));
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
    if (digest.isEmpty()) {
      // Nothing is locked for what anybody may type.
      return Uni.createFrom().failure(new CheckFailed(SignInCheck.RECOVERY_CODE));
    }
    return organizations
        .write(
            organization,
            before ->
                codes
                    .take(organization, digest.get())
                    .invoke(
                        taken -> {
                          if (!taken) {
                            throw new CheckFailed(SignInCheck.RECOVERY_CODE);
                          }
                        })
                    .chain(
                        () ->
                            changed(
                                before,
                                (known, now) ->
                                    known.map(one -> one.openUntil(Optional.of(now.plus(OPEN)))))))
        .invoke(change -> LOG.warnf("Break-glass: %s is open for %s", organization, OPEN));
  }

  /** Shuts the door at once. */
  public Uni<Change> shut(String organization) {
    return organizations.write(
        organization,
        before ->
            changed(before, (known, now) -> known.map(one -> one.openUntil(Optional.empty()))));
  }

  /** Leaves the organization without such an account. */
  public Uni<Change> remove(String organization) {
    return organizations.write(
        organization,
        before ->
            codes
                .remove(organization)
                .chain(() -> changed(before, (known, now) -> Optional.empty())));
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
   * A break-glass account that was named.
   *
   * @param recoveryCode to be shown this once
   */
  public record Appointed(Change change, String recoveryCode) {
    @Override
    public String toString() {
      return change.toString();
    }
  }
}
