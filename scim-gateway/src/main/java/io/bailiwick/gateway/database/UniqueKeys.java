package io.bailiwick.gateway.database;

import io.bailiwick.gateway.schema.Folding;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.function.Function;

/** The keys by which names and addresses are unique in an organization. */
public final class UniqueKeys {
  private UniqueKeys() {}

  /**
   * Returns the key of a text that is written to a row.
   *
   * <p>Migration V0190 left a row its old key if another row has the new one. Such a row can still
   * be changed. It keeps the old key as long as its text stays and the other row has the key.
   *
   * @param kept the key that the row has
   * @param before the text that the row has
   * @param after the text that it gets
   * @param holders counts the rows that have a key
   */
  public static Uni<Optional<String>> next(
      Optional<String> kept,
      Optional<String> before,
      Optional<String> after,
      Function<String, Uni<Long>> holders) {
    Optional<String> key = after.map(Folding::key);
    return key.isEmpty() || kept.isEmpty() || kept.equals(key) || !before.equals(after)
        ? Uni.createFrom().item(key)
        : holders.apply(key.get()).map(count -> count == 0 ? key : kept);
  }
}
