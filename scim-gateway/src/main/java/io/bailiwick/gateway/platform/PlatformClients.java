package io.bailiwick.gateway.platform;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.bailiwick.gateway.platform.ClientTable.Stored;
import io.bailiwick.gateway.secrets.Handover;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The services of the platform that sign people in here. */
@ApplicationScoped
public class PlatformClients {
  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

  private final ClientTable table;

  PlatformClients(ClientTable table) {
    this.table = table;
  }

  /** Registers a service under an id of ours. */
  public Uni<Registered> register(PlatformClient wanted) {
    PlatformClient client =
        new PlatformClient(
            "cli_" + IDS.generate().toString().replace("-", ""),
            wanted.name(),
            wanted.redirectUris(),
            wanted.postLogoutRedirectUris(),
            wanted.type(),
            wanted.pkce(),
            Instant.now().truncatedTo(ChronoUnit.MICROS));
    Optional<String> secret =
        client.type() == PlatformClient.Type.CONFIDENTIAL
            ? Optional.of(Handover.random())
            : Optional.empty();
    return Panache.withTransaction(
            () -> table.insert(new Stored(client, secret.map(Handover::digest))))
        .replaceWith(new Registered(client, secret));
  }

  public Uni<Optional<PlatformClient>> find(String id) {
    return load(id).map(found -> found.map(Stored::client));
  }

  /** The client that proves itself with a secret; a public one has none to show. */
  public Uni<Optional<PlatformClient>> authenticate(String id, Optional<String> secret) {
    return load(id).map(found -> found.filter(stored -> holds(stored, secret)).map(Stored::client));
  }

  /** What has not the form of an id is nobody's. */
  private Uni<Optional<Stored>> load(String id) {
    return id.matches("[a-z0-9_]{1,64}")
        ? Panache.withSession(() -> table.load(id))
        : Uni.createFrom().item(Optional.empty());
  }

  private static boolean holds(Stored stored, Optional<String> secret) {
    return stored
        .secretDigest()
        .map(
            kept ->
                secret
                    .filter(shown -> MessageDigest.isEqual(kept, Handover.digest(shown)))
                    .isPresent())
        .orElse(secret.isEmpty());
  }

  public Uni<List<PlatformClient>> all() {
    return Panache.withSession(table::all).map(all -> all.stream().map(Stored::client).toList());
  }

  /** Removes a service; false when there is none. */
  public Uni<Boolean> remove(String id) {
    return Panache.withTransaction(() -> table.remove(id));
  }

  /** A registered service and its secret, which is given here, once, and kept nowhere. */
  public record Registered(PlatformClient client, Optional<String> secret) {}
}
