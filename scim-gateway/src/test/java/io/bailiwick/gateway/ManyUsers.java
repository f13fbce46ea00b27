package io.bailiwick.gateway;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** More users than a test could push: written as the gateway would have written them. */
final class ManyUsers {
  private ManyUsers() {}

  /** Adds users called {@code f1@x}, {@code f2@x} ... */
  static void fill(Tenant tenant, int count) throws SQLException {
    try (Connection connection = GatewayServers.runtime();
        Statement sql = connection.createStatement()) {
      sql.execute("select set_config('app.organization', '%s', false)".formatted(tenant.id()));
      sql.execute(
          """
          insert into identity (id, organization, version, user_name_key, external_id, email_key,
                                pushed, deleted, resource, search, created_at, changed_at)
          select 'mgd_%1$s' || n, '%1$s', 1, 'f' || n || '@x', 'f' || n, 'f' || n || '@x', true,
                 false, resource, resource, now(), now()
          from generate_series(1, %2$d) as n,
               lateral (select jsonb_build_object('userName', 'f' || n || '@x',
                 'externalId', 'f' || n, 'active', true, 'emails', jsonb_build_array(
                   jsonb_build_object('value', 'f' || n || '@x', 'type', 'work')))) as r (resource)
          """
              .formatted(tenant.id(), count));
    }
  }

  /** Adds groups, each with the last of those users as its members. */
  static void group(Tenant tenant, int users, int groups, int members) throws SQLException {
    try (Connection connection = GatewayServers.runtime();
        Statement sql = connection.createStatement()) {
      sql.execute("select set_config('app.organization', '%s', false)".formatted(tenant.id()));
      sql.execute(
          """
          insert into user_group (id, organization, version, display_name_key, resource, search,
                                  created_at, changed_at)
          select '%1$s-' || n, '%1$s', 1, 'g' || n, named, named, now(), now()
          from generate_series(1, %2$d) as n,
               lateral (select jsonb_build_object('displayName', 'G' || n)) as r (named)
          """
              .formatted(tenant.id(), groups));
      sql.execute(
          """
          insert into membership (organization, group_id, identity)
          select '%1$s', '%1$s-' || g, 'mgd_%1$s' || u
          from generate_series(1, %2$d) as g, generate_series(%3$d, %4$d) as u
          """
              .formatted(tenant.id(), groups, users - members + 1, users));
    }
  }

  /** The id of the nth of them. */
  static String id(Tenant tenant, int nth) {
    return "mgd_" + tenant.id() + nth;
  }
}
