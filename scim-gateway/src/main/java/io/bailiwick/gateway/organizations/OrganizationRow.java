package io.bailiwick.gateway.organizations;

import io.bailiwick.gateway.database.Json;
import io.bailiwick.model.Organization;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A row of the table {@code organization}: the state as the events carry it. */
@Entity
@Table(name = "organization")
class OrganizationRow extends PanacheEntityBase {
  @Id String id;

  @Column long version;

  @Column(name = "handle_suffix")
  String handleSuffix;

  @Column String state;

  /** The texts by which links name SCIM groups; null if there are no links. */
  @Column(name = "group_links")
  String @Nullable [] groupLinks;

  @Column(name = "ended_at")
  @Nullable Instant endedAt;

  static OrganizationRow of(Organization organization) {
    OrganizationRow row = new OrganizationRow();
    row.id = organization.id();
    row.set(organization);
    return row;
  }

  final void set(Organization organization) {
    version = organization.version();
    handleSuffix = organization.handles().suffix();
    state = Json.text(organization);
    Set<String> names = GroupLinks.names(organization);
    groupLinks = names.isEmpty() ? null : names.toArray(String[]::new);
  }

  Organization organization() {
    return Json.read(state, Organization.class);
  }
}
