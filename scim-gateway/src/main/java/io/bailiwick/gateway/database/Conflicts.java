package io.bailiwick.gateway.database;

import io.smallrye.mutiny.Uni;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/** Recognizes conflicts between concurrent transactions and retries what can be retried. */
public final class Conflicts {
  private static final String DEADLOCK = "40P01";

  /** The retries of a write that lost a race against another transaction. */
  private static final int RACES = 5;

  /** The attribute or member that each unique constraint is about. */
  private static final Map<String, String> UNIQUE =
      Map.of(
          "identity_user_name_uk", "userName",
          "identity_external_id_uk", "externalId",
          "identity_email_uk", "emails.value",
          "identity_login_subject_uk", "externalId",
          "user_group_display_name_uk", "displayName",
          "organization_pkey", "id",
          "organization_handle_suffix_uk", "handles.suffix");

  private Conflicts() {}

  /** Returns the attribute whose value another resource has, if that is why a write failed. */
  public static Optional<String> takenAttribute(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConstraintViolationException violation) {
        return Optional.ofNullable(violation.getConstraintName()).map(UNIQUE::get);
      }
    }
    return Optional.empty();
  }

  /**
   * Turns the failure of a taken value into an outcome.
   *
   * @param taken creates the outcome from the attribute whose value another resource has
   */
  public static <T> Uni<T> orTaken(Uni<T> transaction, Function<String, ? extends T> taken) {
    return transaction
        .onFailure(failure -> takenAttribute(failure).isPresent())
        .recoverWithItem(failure -> taken.apply(takenAttribute(failure).orElseThrow()));
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
  public static <T> Uni<T> retryOnRace(Supplier<Uni<T>> transaction) {
    return Uni.createFrom()
        .deferred(() -> transaction.get())
        .onFailure(failure -> takenAttribute(failure).isPresent() || isDeadlock(failure))
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
