package io.bailiwick.gateway.directory;

import io.bailiwick.gateway.directory.rules.CommandOutcome;
import io.bailiwick.gateway.directory.rules.StoredResource;
import io.bailiwick.gateway.schema.query.ListRequest;
import io.bailiwick.gateway.schema.query.Page;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The users or the groups of organizations, for the code that serves both.
 *
 * @param <C> the commands of clients
 * @param <S> a resource as it is stored
 */
public interface Directory<C, S extends StoredResource> {
  /** The attribute that each unique constraint of users and groups is about. */
  Map<String, String> UNIQUE =
      Map.of(
          "identity_user_name_uk", "userName",
          "identity_external_id_uk", "externalId",
          "identity_email_uk", "emails.value",
          "identity_login_subject_uk", "externalId",
          "user_group_display_name_uk", "displayName");

  /**
   * Carries out a command in a transaction of its own.
   *
   * @param id the resource; empty for a command that creates one
   */
  Uni<? extends CommandOutcome<S>> apply(String organization, Optional<String> id, C command);

  /**
   * Carries out a command like {@link #apply}, but in the running transaction. That transaction
   * fails if a unique value is taken.
   */
  Uni<? extends CommandOutcome<S>> applyWithin(String organization, Optional<String> id, C command);

  /**
   * Finds a resource that is not deleted.
   *
   * @param work reads what belongs to the resource, in the same transaction
   */
  <T> Uni<T> find(String organization, String id, Function<Optional<S>, Uni<T>> work);

  /**
   * Reads a page of the organization's resources.
   *
   * @param work reads what belongs to the resources, in the same transaction
   */
  <T> Uni<T> page(String organization, ListRequest request, Function<Page<S>, Uni<T>> work);
}
