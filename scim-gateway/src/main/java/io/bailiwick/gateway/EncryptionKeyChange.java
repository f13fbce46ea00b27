package io.bailiwick.gateway;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.bailiwick.gateway.keys.SigningKeys;
import io.bailiwick.gateway.organizations.Organizations;
import io.bailiwick.gateway.secrets.Renewal;
import io.bailiwick.gateway.secrets.Sealer;
import io.bailiwick.gateway.signin.ConnectionKeyChange;
import io.bailiwick.model.Organization;
import io.bailiwick.service.FailureTrace;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Encrypts stored secrets again while former encryption keys are configured, so that an operator
 * can remove those keys.
 */
@ApplicationScoped
class EncryptionKeyChange {
  private static final Logger LOG = Logger.getLogger(EncryptionKeyChange.class);
  private static final int BATCH = 500;

  private final Sealer sealer;
  private final SigningKeys signingKeys;
  private final ConnectionKeyChange connections;
  private final Organizations organizations;

  EncryptionKeyChange(
      Sealer sealer,
      SigningKeys signingKeys,
      ConnectionKeyChange connections,
      Organizations organizations) {
    this.sealer = sealer;
    this.signingKeys = signingKeys;
    this.connections = connections;
    this.organizations = organizations;
  }

  @Scheduled(every = "10m", delayed = "10s", concurrentExecution = SKIP)
  Uni<Void> run() {
    return sealer.hasFormerKeys()
        ? renew()
            .invoke(EncryptionKeyChange::report)
            .onFailure()
            .invoke(
                failure -> LOG.warnf("Not every secret was renewed: %s", FailureTrace.of(failure)))
            .onFailure()
            .recoverWithNull()
            .replaceWithVoid()
        : Uni.createFrom().voidItem();
  }

  private static void report(Renewal.Count count) {
    LOG.logf(
        count.unreadable() == 0 ? Logger.Level.INFO : Logger.Level.WARN,
        "%d secrets were under a former encryption key; %d cannot be decrypted by any key",
        count.renewed(),
        count.unreadable());
  }

  /** Encrypts all stored secrets with the current key. */
  Uni<Renewal.Count> renew() {
    return signingKeys.renew().chain(keys -> ofOrganizations("").map(keys::and));
  }

  private Uni<Renewal.Count> ofOrganizations(String after) {
    return Panache.withSession(() -> organizations.after(after, BATCH))
        .chain(
            found -> {
              Uni<Renewal.Count> all = Uni.createFrom().item(Renewal.Count.NONE);
              for (Organization organization : found) {
                all = all.chain(count -> of(organization.id()).map(count::and));
              }
              return found.size() < BATCH ? all : all.chain(count -> more(count, found));
            });
  }

  private Uni<Renewal.Count> more(Renewal.Count count, List<Organization> found) {
    return ofOrganizations(found.getLast().id()).map(count::and);
  }

  /** Encrypts the secrets of an organization; its failure does not stop the others. */
  private Uni<Renewal.Count> of(String organization) {
    return connections
        .renew(organization)
        .onFailure()
        .invoke(
            failure ->
                LOG.warnf(
                    "The secrets of %s were not renewed: %s",
                    organization, FailureTrace.of(failure)))
        .onFailure()
        .recoverWithItem(Renewal.Count.NONE);
  }
}
