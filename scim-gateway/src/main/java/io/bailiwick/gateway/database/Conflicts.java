package io.bailiwick.gateway.database;

import io.smallrye.mutiny.Uni;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.hibernate.exception.ConstraintViolationException;
import org.jspecify.annotations.Nullable;

/** What comes of two transactions that want the same. */
public final class Conflicts {
  private static final String DEADLOCK = "40P01";

  /** How often a write is tried again that somebody else's write came before. */
  private static final int RACES = 5;

  /** The unique constraints and the attribute that each is about. */
  private static final Map<String, String> UNIQUE =
      Map.of(
          "identity_user_name_uk", "userName",
          "identity_external_id_uk", "externalId",
          "identity_email_uk", "emails.value",
          "identity_login_subject_uk", "externalId",
          "user_group_display_name_uk", "displayName");

  private Conflicts() {}

  /** The attribute whose value another resource has, where that is why a write failed. */
  public static Optional<String> takenAttribute(@Nullable Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConstraintViolationException violation) {
        return Optional.ofNullable(violation.getConstraintName()).map(UNIQUE::get);
      }
    }
    return Optional.empty();
  }

  /** Again, where two transactions waited for each other: a user who goes, and a group's change. */
  public static <T> Uni<T> retryOnDeadlock(Supplier<Uni<T>> transaction) {
    return Uni.createFrom()
        .deferred(() -> transaction.get())
        .onFailure(Conflicts::isDeadlock)
        .retry()
        .atMost(RACES);
  }

  /** Again, where another transaction wrote the same person first: then its row is found. */
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
