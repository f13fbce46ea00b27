package io.bailiwick.gateway.signin;

import io.bailiwick.gateway.database.Json;
import io.bailiwick.gateway.signin.rules.Connection;
import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A row of the table {@code connection}. */
@Entity
@Table(name = "connection")
class ConnectionRow extends PanacheEntityBase {
  @Id String id;

  @Column String organization;

  @Column String status;

  @Column String state;

  /** The client secret, encrypted. */
  @Column byte @Nullable [] secret;

  @Column(name = "created_at")
  Instant createdAt;

  static ConnectionRow of(Connection connection) {
    ConnectionRow row = new ConnectionRow();
    row.id = connection.id();
    row.organization = connection.organization();
    row.createdAt = connection.createdAt();
    row.set(connection);
    return row;
  }

  final void set(Connection connection) {
    status = connection.status().name();
    state = Json.text(connection);
  }

  Connection connection() {
    return Json.read(state, Connection.class);
  }
}
