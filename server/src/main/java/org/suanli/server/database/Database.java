package org.suanli.server.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
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

  /// A prepared statement keeps the plan of its first executions. One that was prepared while a
  /// table was small would read the whole of it ever after, until the statistics are renewed.
  private static final String PLANS = "-c enable_seqscan=off";

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
    // The detail of an error quotes the row, and errors are logged.
    settings.setProperty("logServerErrorDetail", "false");
    settings.setProperty(
        "options",
        "-c TimeZone=UTC -c synchronous_commit=on "
            + PLANS
            + " -c idle_in_transaction_session_timeout="
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

  /// Brings the tables up to a version, and not further.
  ///
  /// @param version as {@link #version} gives it
  public void migrateTo(String version) {
    var target = MigrationVersion.fromVersion(version);
    if (target.compareTo(newest()) > 0) {
      throw new DatabaseException(
          "The version of the tables ("
              + version
              + ") must be "
              + newest()
              + " or older.\nMaybe a"
              + " newer release made them: use that one.");
    }
    migrate(target);
  }

  private void migrate(MigrationVersion target) {
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

  /// The version of the tables.
  ///
  /// @throws DatabaseException before the first {@link #migrate}
  public String version() {
    var current = flyway().info().current();
    if (current == null) {
      throw new DatabaseException("The database (" + this + ") has no tables yet.");
    }
    return current.getVersion().toString();
  }

  private MigrationVersion newest() {
    return Arrays.stream(flyway().info().all())
        .map(MigrationInfo::getVersion)
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  private Flyway flyway() {
    return Flyway.configure().dataSource(pool).locations(MIGRATIONS).load();
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
