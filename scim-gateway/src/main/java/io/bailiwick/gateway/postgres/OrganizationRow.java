package io.bailiwick.gateway.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.bailiwick.json.StrictJson;
import io.bailiwick.model.Organization;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;

/** A row of the table {@code organization}: the state as the events carry it. */
@Entity
@Table(name = "organization")
public class OrganizationRow extends PanacheEntityBase {
  @Id String id;

  @Column long version;

  @Column String state;

  static OrganizationRow of(Organization organization) {
    OrganizationRow row = new OrganizationRow();
    row.id = organization.id();
    row.set(organization);
    return row;
  }

  final void set(Organization organization) {
    version = organization.version();
    state = new String(StrictJson.write(organization), StandardCharsets.UTF_8);
  }

  Organization organization() {
    try {
      return StrictJson.mapper().readValue(state, Organization.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("organization " + id + " cannot be read back", e);
    }
  }
}
