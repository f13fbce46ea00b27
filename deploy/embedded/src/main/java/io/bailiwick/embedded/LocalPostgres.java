package io.bailiwick.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A PostgreSQL server as a process of its own, with a database and two roles per service. */
public final class LocalPostgres implements AutoCloseable {
  /** The password of every role: the server listens on loopback only. */
  public static final String PASSWORD = "local";

  private final EmbeddedPostgres server;
  private final Path data;

  private LocalPostgres(EmbeddedPostgres server, Path data) {
    this.server = server;
    this.data = data;
  }

  /**
   * Starts a server.
   *
   * @param data its data directory, created if it does not exist
   * @param port the port on loopback; 0 takes a free one
   * @param log the file for its output
   * @param durable whether commits wait for the disk; false is for tests. A durable server does not
   *     stop with this JVM by itself: its owner stops it after its writers
   */
  public static LocalPostgres start(Path data, int port, Path log, boolean durable) {
    String sync = durable ? "on" : "off";
    try {
      Files.createDirectories(data.toAbsolutePath().getParent());
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              .setPort(port)
              .setRegisterShutdownHook(!durable)
              .setPGStartupWait(Duration.ofSeconds(60))
              .setServerConfig("fsync", sync)
              .setServerConfig("synchronous_commit", sync)
              .setServerConfig("full_page_writes", sync)
              .setServerConfig("max_connections", "200")
              .setServerConfig("shared_buffers", "128MB")
              .setOutputRedirector(Redirect.appendTo(log.toFile()))
              .setErrorRedirector(Redirect.appendTo(log.toFile()))
              .start();
      return new LocalPostgres(server, data);
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL did not start, see " + log, e);
    }
  }

  /** Creates a database with its owner (for migrations) and its runtime role, if it is missing. */
  public void ensureDatabase(String name) {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement sql = connection.createStatement()) {
      try (ResultSet found =
          sql.executeQuery("select 1 from pg_database where datname = '" + name + "'")) {
        if (found.next()) {
          return;
        }
      }
      sql.execute("create role " + owner(name) + " login password '" + PASSWORD + "'");
      sql.execute("create role " + runtime(name) + " login password '" + PASSWORD + "'");
      sql.execute("create database " + name + " owner " + owner(name));
    } catch (SQLException e) {
      throw new IllegalStateException("cannot make the database " + name, e);
    }
  }

  /** Returns the role that owns a database's tables. */
  public static String owner(String database) {
    return database + "_owner";
  }

  /** Returns the role of a service at work: neither owner nor superuser. */
  public static String runtime(String database) {
    return database + "_runtime";
  }

  /** Returns the port on loopback. */
  public int port() {
    return server.getPort();
  }

  /** Returns the process id of the server; -1 if it has none any more. */
  public long pid() {
    try {
      return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
    } catch (IOException e) {
      return -1;
    }
  }

  /** Returns whether the server's process runs. */
  public boolean isAlive() {
    return ProcessHandle.of(pid()).map(ProcessHandle::isAlive).orElse(false);
  }

  /** Stops the server; if it is dead already, only releases its resources. */
  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException | RuntimeException e) {
      if (isAlive()) {
        throw new IllegalStateException("PostgreSQL does not stop", e);
      }
    }
  }
}
