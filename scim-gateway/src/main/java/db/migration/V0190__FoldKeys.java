package db.migration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bailiwick.gateway.schema.Folding;
import io.bailiwick.gateway.schema.ResourceType;
import io.bailiwick.gateway.schema.ResourceTypes;
import io.bailiwick.gateway.schema.Schema;
import io.bailiwick.gateway.schema.SearchDocument;
import io.bailiwick.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;
import org.jboss.logging.Logger;

/**
 * Computes what is stored by {@link Folding#key} anew: before, a key was NFKC, lower case, NFKC.
 * Keys of ASCII letters are what they were. All in Flyway's transaction, rows in batches.
 *
 * <p>Where two rows of an organization would have one unique key, the one that has it already keeps
 * it, else the older one gets it. The other one keeps its old key, and a warning names both.
 */
public final class V0190__FoldKeys extends BaseJavaMigration {
  private static final Logger LOG = Logger.getLogger(V0190__FoldKeys.class);
  private static final int BATCH = 500;

  private static final List<UniqueKey> UNIQUE =
      List.of(
          new UniqueKey("identity", "user_name_key", "not deleted"),
          new UniqueKey("identity", "email_key", "not deleted"),
          new UniqueKey("user_group", "display_name_key", "true"));

  @Override
  public void migrate(Context context) throws SQLException {
    Connection connection = context.getConnection();
    try (Statement sql = connection.createStatement()) {
      // The owner sees the rows of all organizations. A role that does not fails here, and does not
      // go on with the few that it sees.
      sql.execute("set local row_security = off");
    }
    for (UniqueKey unique : UNIQUE) {
      foldUnique(connection, unique);
    }
    foldInvitations(connection);
    foldFurtherEmails(connection);
    foldRequests(connection);
    Map<String, List<ResourceTypes.Extension>> extensions = extensions(connection);
    foldSearch(connection, "identity", extensions, ResourceTypes::user);
    foldSearch(connection, "user_group", extensions, ResourceTypes::group);
  }

  private static void foldUnique(Connection connection, UniqueKey unique) throws SQLException {
    try (PreparedStatement rows = batched(connection, unique.select());
        PreparedStatement update = connection.prepareStatement(unique.update());
        ResultSet row = rows.executeQuery()) {
      while (row.next()) {
        String organization = row.getString(1);
        String id = row.getString(2);
        String key = Folding.key(row.getString(3));
        if (!key.equals(row.getString(3)) && !run(update, key, organization, id, key)) {
          warn(connection, unique, organization, id, key);
        }
      }
    }
  }

  private static void warn(
      Connection connection, UniqueKey unique, String organization, String id, String key)
      throws SQLException {
    try (PreparedStatement holder = connection.prepareStatement(unique.holder())) {
      holder.setString(1, organization);
      holder.setString(2, key);
      try (ResultSet found = holder.executeQuery()) {
        found.next();
        LOG.warnf(
            "Two rows of %s of organization %s have one %s now: %s has it, %s keeps its old one",
            unique.table(), organization, unique.key(), found.getString(1), id);
      }
    }
  }

  /** Of two invitations of one address the newer one counts, as where one is invited again. */
  private static void foldInvitations(Connection connection) throws SQLException {
    try (PreparedStatement rows =
            batched(
                connection,
                "select organization, email_key from invitation where %s order by created_at for update"
                    .formatted(notAscii("email_key")));
        PreparedStatement insert =
            connection.prepareStatement(
                """
                insert into invitation (organization, email_key, role, created_at)
                select organization, ?, role, created_at from invitation
                where organization = ? and email_key = ?
                on conflict (organization, email_key) do update
                set role = excluded.role, created_at = excluded.created_at
                where invitation.created_at <= excluded.created_at""");
        PreparedStatement delete =
            connection.prepareStatement(
                "delete from invitation where organization = ? and email_key = ?");
        ResultSet row = rows.executeQuery()) {
      while (row.next()) {
        String key = Folding.key(row.getString(2));
        if (!key.equals(row.getString(2))) {
          run(insert, key, row.getString(1), row.getString(2));
          run(delete, row.getString(1), row.getString(2));
        }
      }
    }
  }

  private static void foldFurtherEmails(Connection connection) throws SQLException {
    try (PreparedStatement rows =
            batched(
                connection,
                "select organization, identity, email_key from further_email where %s for update"
                    .formatted(notAscii("email_key")));
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into further_email (organization, identity, email_key) values (?, ?, ?)"
                    + " on conflict do nothing");
        PreparedStatement delete =
            connection.prepareStatement(
                "delete from further_email where identity = ? and email_key = ?");
        ResultSet row = rows.executeQuery()) {
      while (row.next()) {
        String key = Folding.key(row.getString(3));
        if (!key.equals(row.getString(3))) {
          run(insert, row.getString(1), row.getString(2), key);
          run(delete, row.getString(2), row.getString(3));
        }
      }
    }
  }

  private static void foldRequests(Connection connection) throws SQLException {
    try (PreparedStatement rows =
            batched(
                connection,
                "select distinct organization, name from scim_request where " + notAscii("name"));
        PreparedStatement update =
            connection.prepareStatement(
                "update scim_request set name = ? where organization = ? and name = ?");
        ResultSet row = rows.executeQuery()) {
      while (row.next()) {
        String key = Folding.key(row.getString(2));
        if (!key.equals(row.getString(2))) {
          run(update, key, row.getString(1), row.getString(2));
        }
      }
    }
  }

  private static Map<String, List<ResourceTypes.Extension>> extensions(Connection connection)
      throws SQLException {
    Map<String, List<ResourceTypes.Extension>> extensions = new HashMap<>();
    try (Statement sql = connection.createStatement();
        ResultSet row =
            sql.executeQuery(
                "select organization, resource_type, definition from scim_extension"
                    + " order by organization, created_at, id")) {
      while (row.next()) {
        extensions
            .computeIfAbsent(row.getString(1), organization -> new ArrayList<>())
            .add(
                new ResourceTypes.Extension(row.getString(2), Schema.of(object(row.getString(3)))));
      }
    }
    return extensions;
  }

  /** The attributes of documents; their {@code id} and {@code meta} are as they were. */
  private static void foldSearch(
      Connection connection,
      String table,
      Map<String, List<ResourceTypes.Extension>> extensions,
      Function<ResourceTypes, ResourceType> type)
      throws SQLException {
    try (PreparedStatement rows =
            batched(
                connection,
                "select organization, id, resource from %s where %s for update"
                    .formatted(table, notAscii("search::text")));
        PreparedStatement update =
            connection.prepareStatement(
                """
                update %s set search = search || ?::jsonb
                where id = ? and search <> search || ?::jsonb"""
                    .formatted(table));
        ResultSet row = rows.executeQuery()) {
      int pending = 0;
      while (row.next()) {
        ResourceTypes types =
            ResourceTypes.with(extensions.getOrDefault(row.getString(1), List.of()));
        ObjectNode search = SearchDocument.of(type.apply(types), object(row.getString(3)));
        String text = new String(StrictJson.write(search), StandardCharsets.UTF_8);
        bind(update, text, row.getString(2), text);
        update.addBatch();
        if (++pending % BATCH == 0) {
          update.executeBatch();
        }
      }
      update.executeBatch();
    }
  }

  private static String notAscii(String text) {
    return "octet_length(%1$s) <> length(%1$s)".formatted(text);
  }

  private static ObjectNode object(String json) {
    try {
      return StrictJson.mapper().readValue(json, ObjectNode.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a stored document cannot be read back", e);
    }
  }

  private static PreparedStatement batched(Connection connection, String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setFetchSize(BATCH);
    return statement;
  }

  private static void bind(PreparedStatement statement, String... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setString(i + 1, parameters[i]);
    }
  }

  /** Runs an update and returns whether it changed a row. */
  private static boolean run(PreparedStatement statement, String... parameters)
      throws SQLException {
    bind(statement, parameters);
    return statement.executeUpdate() > 0;
  }

  /**
   * A column whose values are unique in an organization.
   *
   * @param live a condition on the rows among which they are
   */
  private record UniqueKey(String table, String key, String live) {

    String select() {
      return "select organization, id, %s from %s where %s and %s order by created_at, id for update"
          .formatted(key, table, live, notAscii(key));
    }

    String update() {
      return """
      update %1$s r set %2$s = ? where r.organization = ? and r.id = ? and %3$s
        and not exists (
          select from %1$s o where o.organization = r.organization and o.%2$s = ? and %3$s)"""
          .formatted(table, key, live);
    }

    String holder() {
      return "select id from %s where organization = ? and %s = ? and %s"
          .formatted(table, key, live);
    }
  }
}
