package io.bailiwick.gateway.directory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.database.Json;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.ResourceTypes.Extension;
import io.bailiwick.gateway.schema.Schema;
import io.bailiwick.gateway.schema.sql.ResourceTable;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * The table {@code scim_extension}: the schemas that organizations have defined. Every method works
 * within {@link io.bailiwick.gateway.database.Transactions#of}.
 */
@ApplicationScoped
class Extensions {

  /** Returns the schemas of an organization, oldest first. */
  public Uni<List<Extension>> of(String organization) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "select resource_type, cast(definition as text) from scim_extension"
                            + " where organization = ?1 order by created_at, id",
                        Object[].class)
                    .setParameter(1, organization)
                    .getResultList())
        .map(rows -> rows.stream().map(Extensions::extension).toList());
  }

  private static Extension extension(Object[] row) {
    return new Extension(
        String.valueOf(row[0]), Schema.of(Json.read(String.valueOf(row[1]), ObjectNode.class)));
  }

  /** Adds a schema, or replaces the one of its id. */
  public Uni<Void> put(String organization, Extension extension) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        """
                        insert into scim_extension (organization, id, resource_type, definition)
                        values (?1, ?2, ?3, cast(cast(?4 as text) as jsonb))
                        on conflict (organization, id) do update
                        set resource_type = excluded.resource_type, definition = excluded.definition""")
                    .setParameter(1, organization)
                    .setParameter(2, extension.schema().id())
                    .setParameter(3, extension.resourceType())
                    .setParameter(4, Json.text(extension.schema().definition()))
                    .executeUpdate())
        .replaceWithVoid();
  }

  public Uni<Void> remove(String organization, String id) {
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "delete from scim_extension where organization = ?1 and id = ?2")
                    .setParameter(1, organization)
                    .setParameter(2, id)
                    .executeUpdate())
        .replaceWithVoid();
  }

  /** Tells whether resources have data of a schema. */
  public Uni<Boolean> isUsed(String organization, Extension extension) {
    ResourceTable table =
        extension.resourceType().equals(ResourceType.USER.name())
            ? ResourceTable.USERS
            : ResourceTable.GROUPS;
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(
                        "select exists (select 1 from %s t where t.organization = ?1 and %s and t.resource -> ?2 is not null)"
                            .formatted(table.name(), table.live()),
                        Boolean.class)
                    .setParameter(1, organization)
                    .setParameter(2, extension.schema().id())
                    .getSingleResult());
  }
}
