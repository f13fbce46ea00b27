package io.bailiwick.gateway.platform;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import io.bailiwick.gateway.database.Lookup;
import io.bailiwick.gateway.database.Outbox;
import io.bailiwick.gateway.secrets.OpaqueToken;
import io.bailiwick.model.AuditEntry;
import io.bailiwick.model.AuditEntry.Target;
import io.bailiwick.outbox.StoredTime;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** The services of the platform that sign people in through this service. */
@ApplicationScoped
public class PlatformClients {
  private static final TimeBasedEpochGenerator IDS = Generators.timeBasedEpochGenerator();

  private final ClientTable table;
  private final Outbox outbox;

  PlatformClients(ClientTable table, Outbox outbox) {
    this.outbox = outbox;
    this.table = table;
  }

  /** Registers a service under an id that this service chooses. */
  public Uni<Registered> register(PlatformClient wanted) {
    PlatformClient client =
        new PlatformClient(
            "cli_" + IDS.generate().toString().replace("-", ""),
            wanted.name(),
            wanted.redirectUris(),
            wanted.postLogoutRedirectUris(),
            wanted.type(),
            wanted.pkce(),
            StoredTime.now());
    Optional<String> secret =
        client.type() == PlatformClient.Type.CONFIDENTIAL
            ? Optional.of(OpaqueToken.random())
            : Optional.empty();
    return Panache.withTransaction(
            () ->
                table
                    .insert(new StoredClient(client, secret.map(OpaqueToken::digest)))
                    .chain(() -> audit("client.created", Optional.empty(), Optional.of(client))))
        .replaceWith(new Registered(client, secret));
  }

  public Uni<Optional<PlatformClient>> find(String id) {
    return load(id).map(found -> found.map(StoredClient::client));
  }

  /** Returns the client that authenticates by a secret; a public client has none to show. */
  public Uni<Optional<PlatformClient>> authenticate(String id, Optional<String> secret) {
    return load(id)
        .map(found -> found.filter(stored -> holds(stored, secret)).map(StoredClient::client));
  }

  /** Loads a client; a text without the form of an id names none. */
  private Uni<Optional<StoredClient>> load(String id) {
    return id.matches("[a-z0-9_]{1,64}")
        ? Panache.withSession(() -> table.load(id))
        : Uni.createFrom().item(Optional.empty());
  }

  private static boolean holds(StoredClient stored, Optional<String> secret) {
    return stored
        .secretDigest()
        .map(
            kept ->
                secret
                    .filter(shown -> MessageDigest.isEqual(kept, OpaqueToken.digest(shown)))
                    .isPresent())
        .orElse(secret.isEmpty());
  }

  public Uni<List<PlatformClient>> all() {
    return Panache.withSession(table::all)
        .map(all -> all.stream().map(StoredClient::client).toList());
  }

  /** Deletes a service; false if it does not exist. */
  public Uni<Boolean> remove(String id) {
    return Panache.withTransaction(
        () ->
            Lookup.then(
                table.load(id),
                stored ->
                    table
                        .remove(id)
                        .call(
                            () ->
                                audit(
                                    "client.deleted",
                                    Optional.of(stored.client()),
                                    Optional.empty())),
                () -> false));
  }

  private Uni<Void> audit(
      String action, Optional<PlatformClient> before, Optional<PlatformClient> after) {
    String id = after.or(() -> before).orElseThrow().id();
    return outbox.audit(AuditEntry.PLATFORM, action, new Target("client", id), before, after);
  }

  /** A registered service and its secret, which is returned only here and not stored. */
  public record Registered(PlatformClient client, Optional<String> secret) {}
}
