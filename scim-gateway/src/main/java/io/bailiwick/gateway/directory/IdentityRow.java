package io.bailiwick.gateway.directory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.database.Json;
import io.bailiwick.gateway.directory.rules.Login;
import io.bailiwick.gateway.directory.rules.StoredIdentity;
import io.bailiwick.gateway.schema.Folding;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Assigned;
import io.bailiwick.model.Deletion;
import io.bailiwick.model.Role;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A row of the table {@code identity}. */
@Entity
@Table(name = "identity")
class IdentityRow extends PanacheEntityBase {
  @Id String id;

  @Column String organization;

  @Column long version;

  @Column(name = "user_name_key")
  String userNameKey;

  @Nullable
  @Column(name = "external_id")
  String externalId;

  @Nullable
  @Column(name = "email_key")
  String emailKey;

  @Column boolean pushed;

  @Nullable
  @Column(name = "login_subject")
  String loginSubject;

  @Nullable @Column String login;

  @Nullable
  @Column(name = "invited_role")
  String invitedRole;

  /** Null if nothing is assigned by hand. */
  @Nullable
  @Column
  @JdbcTypeCode(SqlTypes.JSON)
  Map<String, Object> assigned;

  @Nullable
  @Column(name = "locked_at")
  Instant lockedAt;

  @Column boolean deleted;

  @Nullable
  @Column(name = "deleted_at")
  Instant deletedAt;

  @Column(name = "deletion_held")
  boolean deletionHeld;

  @Column
  @JdbcTypeCode(SqlTypes.JSON)
  Map<String, Object> resource;

  @Column String[] groups;

  /** Searches do not find deleted identities. */
  @Nullable
  @Column
  @JdbcTypeCode(SqlTypes.JSON)
  Map<String, Object> search;

  @Nullable
  @Column(name = "sessions_not_before")
  Instant sessionsNotBefore;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "changed_at")
  Instant changedAt;

  static IdentityRow of(ResourceType type, StoredIdentity identity) {
    IdentityRow row = new IdentityRow();
    row.id = identity.id();
    row.organization = identity.organization();
    row.createdAt = identity.createdAt();
    row.set(
        type, identity, Folding.key(identity.userName()), identity.uniqueEmail().map(Folding::key));
    return row;
  }

  @SuppressWarnings("unchecked")
  final void set(
      ResourceType type, StoredIdentity identity, String userName, Optional<String> email) {
    version = identity.version();
    userNameKey = userName;
    externalId = identity.externalId().orElse(null);
    emailKey = email.orElse(null);
    pushed = identity.pushed();
    loginSubject = identity.login().subject().orElse(null);
    login = identity.login().equals(Login.NONE) ? null : Json.text(identity.login());
    invitedRole = identity.invitedRole().map(Role::wireName).orElse(null);
    assigned =
        identity.assigned().givesNothing()
            ? null
            : StrictJson.mapper().convertValue(identity.assigned(), Map.class);
    lockedAt = identity.lockedAt().orElse(null);
    deleted = identity.deleted();
    deletedAt = identity.deletion().map(Deletion::at).orElse(null);
    deletionHeld = identity.deletion().filter(Deletion::held).isPresent();
    resource = StrictJson.mapper().convertValue(identity.resource(), Map.class);
    groups = identity.groups().toArray(String[]::new);
    search = deleted ? null : StrictJson.mapper().convertValue(identity.search(type), Map.class);
    sessionsNotBefore = identity.sessionsNotBefore().orElse(null);
    changedAt = identity.changedAt();
  }

  StoredIdentity identity() {
    return new StoredIdentity(
        id,
        organization,
        version,
        StrictJson.mapper().convertValue(resource, ObjectNode.class),
        Set.copyOf(List.of(groups)),
        pushed,
        login == null ? Login.NONE : Json.read(login, Login.class),
        Optional.ofNullable(invitedRole).flatMap(Role::named),
        assigned == null
            ? Assigned.NOTHING
            : StrictJson.mapper().convertValue(assigned, Assigned.class),
        Optional.ofNullable(lockedAt),
        deletion(),
        Optional.ofNullable(sessionsNotBefore),
        createdAt,
        changedAt);
  }

  private Optional<Deletion> deletion() {
    return Optional.ofNullable(deletedAt).map(at -> new Deletion(at, deletionHeld));
  }
}
