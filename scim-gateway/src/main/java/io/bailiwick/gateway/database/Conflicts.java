package io.bailiwick.gateway.database;

import io.smallrye.mutiny.Uni;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes conflicts between concurrent transactions and retries what can be retried. Its callers
 * name the unique constraints of their tables, with the attribute that each is about.
 */
public final class Conflicts {
  private static final String DEADLOCK = "40P01";

  /** The retries of a write that lost a race against another transaction. */
  private static final int RACES = 5;

  private Conflicts() {}

  /** Returns the attribute whose value another resource has, if that is why a write failed. */
  public static Optional<String> takenAttribute(
      @Nullable Throwable failure, Map<String, String> unique) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConstraintViolationException violation) {
        return Optional.ofNullable(violation.getConstraintName()).map(unique::get);
      }
    }
    return Optional.empty();
  }

  /**
   * Turns the failure of a taken value into an outcome.
   *
   * @param taken creates the outcome from the attribute whose value another resource has
   */
  public static <T> Uni<T> orTaken(
      Uni<T> transaction, Map<String, String> unique, Function<String, ? extends T> taken) {
    return transaction
        .onFailure(failure -> takenAttribute(failure, unique).isPresent())
        .recoverWithItem(failure -> taken.apply(takenAttribute(failure, unique).orElseThrow()));
  }

  /**
   * Retries a transaction that PostgreSQL aborted as a deadlock victim, such as a user's deletion
   * against a change of their group.
   */
  public static <T> Uni<T> retryOnDeadlock(Supplier<Uni<T>> transaction) {
    return Uni.createFrom()
        .deferred(() -> transaction.get())
        .onFailure(Conflicts::isDeadlock)
        .retry()
        .atMost(RACES);
  }

  /** Retries a transaction if another one wrote the same person first; the retry finds that row. */
  public static <T> Uni<T> retryOnRace(Map<String, String> unique, Supplier<Uni<T>> transaction) {
    return Uni.createFrom()
        .deferred(() -> transaction.get())
        .onFailure(failure -> takenAttribute(failure, unique).isPresent() || isDeadlock(failure))
        .retry()
        .atMost(RACES);
  }

  private static boolean isDeadlock(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && DEADLOCK.equals(sql.getSQLState())) {
        return true;
      }
    }
    return false;
  }
}
