package org.suanli.server.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/// A database with its pool of connections.
///
/// Queries share the pool. What must not wait behind them, such as the leader's appends, takes a
/// connection of its own by {@link #connect}.
public final class Database implements AutoCloseable {
  /// PostgreSQL works best with few; more requests than these wait for one.
  private static final int POOL_SIZE = 8;

  private static final long WAIT_MILLIS_MAX = 10_000;

  /// The database ends a transaction that its client left alone for so long. A leader that stalls
  /// in mid-append would otherwise hold the row that its successor needs.
  private static final int IDLE_IN_TRANSACTION_MILLIS_MAX = 30_000;

  private static final String MIGRATIONS = "classpath:db/migration";

  private final DatabaseLocation location;
  private final HikariDataSource pool;

  private Database(DatabaseLocation location) {
    this.location = location;
    var config = new HikariConfig();
    config.setPoolName("suanli");
    config.setJdbcUrl(location.url());
    config.setUsername(location.user());
    config.setPassword(location.password());
    config.setMaximumPoolSize(POOL_SIZE);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(WAIT_MILLIS_MAX);
    settings().forEach((name, value) -> config.addDataSourceProperty((String) name, value));
    this.pool = new HikariDataSource(config);
  }

  /// @throws DatabaseException if no connection can be had
  public static Database open(DatabaseLocation location) {
    try {
      return new Database(location);
    } catch (RuntimeException e) {
      throw new DatabaseException(
          "The database (" + location + ") cannot be reached: " + e.getMessage(), e);
    }
  }

  private static Properties settings() {
    var settings = new Properties();
    settings.setProperty("ApplicationName", "suanli");
    settings.setProperty("tcpKeepAlive", "true");
    settings.setProperty("reWriteBatchedInserts", "true");
    settings.setProperty(
        "options",
        "-c TimeZone=UTC -c synchronous_commit=on -c idle_in_transaction_session_timeout="
            + IDLE_IN_TRANSACTION_MILLIS_MAX);
    return settings;
  }

  public DataSource pool() {
    return pool;
  }

  /// A connection outside the pool, the caller's to close.
  public Connection connect() {
    var settings = settings();
    settings.setProperty("user", location.user());
    settings.setProperty("password", location.password());
    try {
      return DriverManager.getConnection(location.url(), settings);
    } catch (SQLException e) {
      throw new DatabaseException(
          "The database (" + location + ") cannot be reached: " + e.getMessage(), e);
    }
  }

  /// Brings the tables up to this program's version; waits while another server does.
  ///
  /// @throws DatabaseException if a step fails or the tables are of a newer program; a failed step
  ///   leaves no trace
  public void migrate() {
    migrate(MigrationVersion.LATEST);
  }

  void migrate(MigrationVersion target) {
    try {
      Flyway.configure()
          .dataSource(pool)
          .locations(MIGRATIONS)
          .target(target)
          .validateMigrationNaming(true)
          .load()
          .migrate();
    } catch (RuntimeException e) {
      throw new DatabaseException(
          "The tables of " + location + " cannot be brought up to date: " + e.getMessage(), e);
    }
  }

  /// The version of the tables; empty before the first {@link #migrate}.
  Optional<MigrationVersion> version() {
    var info = Flyway.configure().dataSource(pool).locations(MIGRATIONS).load().info();
    return Optional.ofNullable(info.current()).map(MigrationInfo::getVersion);
  }

  @Override
  public void close() {
    pool.close();
  }

  @Override
  public String toString() {
    return location.toString();
  }
}
