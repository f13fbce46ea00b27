package io.bailiwick.gateway.database;

import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The way from a look-up to the work that needs its result. */
public final class Lookup {
  private Lookup() {}

  /**
   * Runs work on the result of a look-up.
   *
   * @param absent the answer if the look-up finds nothing
   */
  public static <S, T> Uni<T> then(
      Uni<Optional<S>> lookUp, Function<? super S, Uni<T>> work, Supplier<? extends T> absent) {
    return lookUp.chain(
        found -> found.isPresent() ? work.apply(found.get()) : Uni.createFrom().item(absent));
  }
}
