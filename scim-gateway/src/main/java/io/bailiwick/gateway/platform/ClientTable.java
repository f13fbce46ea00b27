package io.bailiwick.gateway.platform;

import io.bailiwick.gateway.database.Json;
import io.quarkus.hibernate.reactive.panache.PanacheRepositoryBase;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The table {@code platform_client}. It belongs to the operator, not to an organization. */
@ApplicationScoped
class ClientTable implements PanacheRepositoryBase<ClientRow, String> {

  public Uni<Optional<StoredClient>> load(String id) {
    return find("id", id).firstResult().map(ClientTable::stored);
  }

  public Uni<List<StoredClient>> all() {
    return list("order by createdAt, id")
        .map(rows -> rows.stream().map(row -> stored(row).orElseThrow()).toList());
  }

  public Uni<Void> insert(StoredClient stored) {
    ClientRow row = new ClientRow();
    row.id = stored.client().id();
    row.state = Json.text(stored.client());
    row.secretDigest = stored.secretDigest().orElse(null);
    row.createdAt = stored.client().createdAt();
    return persistAndFlush(row).replaceWithVoid();
  }

  /** Deletes a client; false if it does not exist. */
  public Uni<Boolean> remove(String id) {
    return delete("id", id).map(rows -> rows > 0);
  }

  private static Optional<StoredClient> stored(@Nullable ClientRow row) {
    return Optional.ofNullable(row)
        .map(found -> new StoredClient(found.client(), Optional.ofNullable(found.secretDigest)));
  }
}
