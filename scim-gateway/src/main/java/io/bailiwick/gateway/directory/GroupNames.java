package io.bailiwick.gateway.directory;

import io.bailiwick.gateway.database.Json;
import io.bailiwick.gateway.organizations.LinkTargets;
import io.bailiwick.gateway.schema.Folding;
import io.quarkus.hibernate.reactive.panache.Panache;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds groups by the texts of links. A display name is compared exactly; its key, in which letter
 * case does not count, only finds the row.
 */
@ApplicationScoped
class GroupNames implements LinkTargets {
  // Text by text, by two keys: a join would read all groups.
  private static final String NAMED =
      """
      select wanted.it ->> 'text', g.id
      from jsonb_array_elements(cast(cast(?2 as text) as jsonb)) wanted(it)
      cross join lateral (
        select id from user_group where organization = ?1 and id = wanted.it ->> 'text'
        union
        select id from user_group
        where organization = ?1 and display_name_key = wanted.it ->> 'key'
          and resource ->> 'displayName' = wanted.it ->> 'text' offset 0) g""";

  @Override
  public Uni<Map<String, List<String>>> ids(String organization, Set<String> texts) {
    List<Map<String, String>> wanted =
        texts.stream().map(text -> Map.of("text", text, "key", Folding.key(text))).toList();
    return Panache.getSession()
        .chain(
            session ->
                session
                    .createNativeQuery(NAMED, Object[].class)
                    .setParameter(1, organization)
                    .setParameter(2, Json.text(wanted))
                    .getResultList())
        .map(
            rows ->
                rows.stream()
                    .collect(
                        Collectors.groupingBy(
                            row -> String.valueOf(row[0]),
                            Collectors.mapping(
                                row -> String.valueOf(row[1]), Collectors.toList()))));
  }
}
