package io.bailiwick.gateway.directory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.directory.rules.StoredGroup;
import io.bailiwick.gateway.schema.Folding;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.json.StrictJson;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Map;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A row of the table {@code user_group}. */
@Entity
@Table(name = "user_group")
class GroupRow extends PanacheEntityBase {
  @Id String id;

  @Column String organization;

  @Column long version;

  @Column(name = "display_name_key")
  String displayNameKey;

  @Nullable
  @Column(name = "external_id")
  String externalId;

  @Column
  @JdbcTypeCode(SqlTypes.JSON)
  Map<String, Object> resource;

  @Column
  @JdbcTypeCode(SqlTypes.JSON)
  Map<String, Object> search;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "changed_at")
  Instant changedAt;

  static GroupRow of(ResourceType type, StoredGroup group) {
    GroupRow row = new GroupRow();
    row.id = group.id();
    row.organization = group.organization();
    row.createdAt = group.createdAt();
    row.set(type, group, Folding.key(group.displayName()));
    return row;
  }

  @SuppressWarnings("unchecked")
  final void set(ResourceType type, StoredGroup group, String key) {
    version = group.version();
    displayNameKey = key;
    externalId = group.externalId().orElse(null);
    resource = StrictJson.mapper().convertValue(group.resource(), Map.class);
    search = StrictJson.mapper().convertValue(group.search(type), Map.class);
    changedAt = group.changedAt();
  }

  StoredGroup group() {
    return new StoredGroup(
        id,
        organization,
        version,
        StrictJson.mapper().convertValue(resource, ObjectNode.class),
        createdAt,
        changedAt);
  }
}
