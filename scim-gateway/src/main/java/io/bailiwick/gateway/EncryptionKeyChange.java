package io.bailiwick.gateway;

import static io.quarkus.scheduler.Scheduled.ConcurrentExecution.SKIP;

import io.bailiwick.gateway.keys.SigningKeys;
import io.bailiwick.gateway.organizations.Organizations;
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
 * Encrypts stored secrets again while former encryption keys are configured, so that those can be
 * removed.
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
            .invoke(
                renewed ->
                    LOG.infof(
                        "%d secrets were under a former encryption key; all are under the current one",
                        renewed))
            .onFailure()
            .invoke(
                failure -> LOG.warnf("Not every secret was renewed: %s", FailureTrace.of(failure)))
            .onFailure()
            .recoverWithNull()
            .replaceWithVoid()
        : Uni.createFrom().voidItem();
  }

  /** Brings everything that is stored under the current key; gives how much was under another. */
  Uni<Integer> renew() {
    return signingKeys.renew().chain(keys -> ofOrganizations("").map(secrets -> keys + secrets));
  }

  private Uni<Integer> ofOrganizations(String after) {
    return Panache.withSession(() -> organizations.after(after, BATCH))
        .chain(
            found -> {
              Uni<Integer> all = Uni.createFrom().item(0);
              for (Organization organization : found) {
                all =
                    all.chain(
                        before -> connections.renew(organization.id()).map(more -> before + more));
              }
              return found.size() < BATCH ? all : all.chain(before -> more(before, found));
            });
  }

  private Uni<Integer> more(int before, List<Organization> found) {
    return ofOrganizations(found.getLast().id()).map(rest -> before + rest);
  }
}
