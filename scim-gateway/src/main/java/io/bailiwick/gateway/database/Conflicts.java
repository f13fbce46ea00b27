package io.bailiwick.gateway.database;

import io.smallrye.mutiny.Uni;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/** Recognizes conflicts between concurrent transactions and retries what can be retried. */
public final class Conflicts {
  private static final String DEADLOCK = "40P01";

  /** The retries of a write that lost a race against another transaction. */
  private static final int RACES = 5;

  /** The attribute whose values each unique constraint keeps apart. */
  private static final Map<String, String> UNIQUE =
      Map.of(
          "identity_user_name_uk", "userName",
          "identity_external_id_uk", "externalId",
          "identity_email_uk", "emails.value",
          "identity_login_subject_uk", "externalId",
          "user_group_display_name_uk", "displayName");

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
