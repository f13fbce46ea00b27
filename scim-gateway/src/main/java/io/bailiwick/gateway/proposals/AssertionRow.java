package io.bailiwick.gateway.proposals;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of the table {@code settings_assertions}. */
@Entity
@Table(name = "settings_assertions")
class AssertionRow extends PanacheEntityBase {
  @Id String organization;

  @Column long version;

  @Column String assertions;
}
