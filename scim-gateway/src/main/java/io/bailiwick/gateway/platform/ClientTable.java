package io.bailiwick.gateway.platform;

import io.bailiwick.gateway.database.Json;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code platform_client}: the operator's, of no organization. */
@ApplicationScoped
public class ClientTable implements PanacheRepositoryBase<ClientRow, String> {

  public Uni<Optional<Stored>> load(String id) {
    return find("id", id).firstResult().map(ClientTable::stored);
  }

  public Uni<List<Stored>> all() {
    return list("order by createdAt, id")
        .map(rows -> rows.stream().map(row -> stored(row).orElseThrow()).toList());
  }

  public Uni<Void> insert(Stored stored) {
    ClientRow row = new ClientRow();
    row.id = stored.client().id();
    row.state = Json.text(stored.client());
    row.secretDigest = stored.secretDigest().orElse(null);
    row.createdAt = stored.client().createdAt();
    return persistAndFlush(row).replaceWithVoid();
  }

  /** Removes a client; false when there is none. */
  public Uni<Boolean> remove(String id) {
    return delete("id", id).map(rows -> rows > 0);
  }

  private static Optional<Stored> stored(@Nullable ClientRow row) {
    return Optional.ofNullable(row)
        .map(found -> new Stored(found.client(), Optional.ofNullable(found.secretDigest)));
  }

  /** A client and the digest of its secret. */
  public record Stored(PlatformClient client, Optional<byte[]> secretDigest) {}
}
