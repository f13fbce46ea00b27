package io.bailiwick.gateway.schema.sql;

import io.bailiwick.gateway.schema.AttributePath;
import io.bailiwick.gateway.schema.ResourceType;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The table of a resource type, with the attributes that have a column or table of their own beside
 * the column {@code search}. Conditions call the table {@code t}.
 *
 * @param live the condition of the rows that clients may see
 * @param columns expressions for single values, by path
 * @param elements the values of attributes that other tables hold, as a query of one jsonb column
 * @param narrowing by attribute, a condition that an index answers; every resource with a value
 *     {@code %s} of the attribute meets it
 */
public record ResourceTable(
    String name,
    String live,
    Map<String, String> columns,
    Map<String, String> elements,
    Map<String, String> narrowing) {

  /** Identities, as users. */
  public static final ResourceTable USERS =
      new ResourceTable(
          "identity",
          "not t.deleted",
          columns(ResourceType.USER, Map.of("userName", "t.user_name_key")),
          Map.of(
              "groups",
              """
              (select jsonb_build_object('value', m.group_id, 'display', g.display_name_key, 'type', 'direct')
               from membership m join user_group g on g.id = m.group_id
               where m.organization = t.organization and m.identity = t.id)"""),
          Map.of(
              "groups",
              "t.id in (select identity from membership"
                  + " where organization = :organization and group_id = %s)",
              "emails",
              "(t.email_key = %s or t.id = any(array(select identity from further_email"
                  + " where organization = :organization and email_key = %s)))"));

  /** Groups. */
  public static final ResourceTable GROUPS =
      new ResourceTable(
          "user_group",
          "true",
          columns(ResourceType.GROUP, Map.of("displayName", "t.display_name_key")),
          Map.of(
              "members",
              """
              (select jsonb_build_object('value', m.identity, 'type', 'user',
                 'display', coalesce(i.search ->> 'displayName', i.user_name_key))
               from membership m join identity i on i.id = m.identity
               where m.organization = t.organization and m.group_id = t.id)"""),
          Map.of(
              "members",
              "t.id in (select group_id from membership"
                  + " where organization = :organization and identity = %s)"));

  private static Map<String, String> columns(ResourceType type, Map<String, String> own) {
    Map<String, String> columns = new HashMap<>(own);
    columns.put("id", "t.id");
    columns.put("externalId", "t.external_id");
    columns.put("meta.resourceType", "'" + type.name() + "'");
    columns.put("meta.created", "t.created_at");
    columns.put("meta.lastModified", "t.changed_at");
    columns.put("meta.version", "('W/\"' || t.version || '\"')");
    return Map.copyOf(columns);
  }

  /** Returns the column of a single value, if it has one. */
  Optional<String> column(AttributePath path) {
    return Optional.ofNullable(columns.get(path.toString()));
  }

  /** Returns the column that orders by a single value which every resource has. */
  Optional<String> sortColumn(AttributePath path) {
    return path.toString().equals("externalId") ? Optional.empty() : column(path);
  }
}
