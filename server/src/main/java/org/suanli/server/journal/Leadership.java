package org.suanli.server.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.suanli.server.database.Database;
import org.suanli.server.database.DatabaseException;

/// Decides who leads: at most one server at a time holds a lease that runs, and each lease has an
/// epoch that none had before.
///
/// The lease says who should lead; safety rests on the epoch alone, which every append checks. So
/// clocks may be wrong: then a leader is deposed too early, and never do two append.
public final class Leadership {
  /// How long a lease that was given back early may stay unnoticed.
  private static final long POLL_MILLIS_MAX = 1_000;

  private static final Duration LEASE_MIN = Duration.ofMillis(100);

  private static final String LOOK =
      """
      SELECT until <= clock_timestamp() OR holder = ?,
        least(?, extract(epoch FROM until - clock_timestamp()) * 1000)
      FROM lease FOR UPDATE
      """;

  /// Waits for an append under way.
  private static final String RAISE = "UPDATE leadership SET epoch = epoch + 1 RETURNING epoch";

  private static final String TAKE =
      """
      UPDATE lease SET epoch = ?, holder = ?,
        until = clock_timestamp() + ? * interval '1 millisecond'
      """;

  private final Database database;
  private final String holder;
  private final Duration length;

  /// @param holder this server's name: unique among those that share the database, and the same
  ///   after a restart, so that a server that was killed need not wait for its own lease to end
  /// @param length of a lease, 100 ms or more: how long the centre stands still if its leader dies
  public Leadership(Database database, String holder, Duration length) {
    if (holder.isBlank()) {
      throw new IllegalArgumentException("The server must have a name to lead.");
    }
    if (length.compareTo(LEASE_MIN) < 0) {
      throw new IllegalArgumentException(
          "The lease (" + length.toMillis() + " ms) must be " + LEASE_MIN.toMillis() + " or more.");
    }
    this.database = database;
    this.holder = holder;
    this.length = length;
  }

  /// Waits until no other server leads.
  public Lease acquire() throws InterruptedException {
    while (true) {
      long wait = POLL_MILLIS_MAX;
      try (var connection = database.pool().getConnection()) {
        connection.setAutoCommit(false);
        var taken = tryAcquire(connection);
        if (taken instanceof Try.Taken(Lease lease)) {
          return lease;
        }
        if (taken instanceof Try.Held(long millis)) {
          wait = millis;
        }
      } catch (SQLException e) {
        throw failed(e);
      }
      Thread.sleep(Math.max(1, wait));
    }
  }

  /// @return empty if another server leads
  public Optional<Lease> tryAcquire() {
    try (var connection = database.pool().getConnection()) {
      connection.setAutoCommit(false);
      return tryAcquire(connection) instanceof Try.Taken(Lease lease)
          ? Optional.of(lease)
          : Optional.empty();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private sealed interface Try {
    record Taken(Lease lease) implements Try {}

    /// @param millis until its end, and no more than a poll's distance
    record Held(long millis) implements Try {}
  }

  private Try tryAcquire(Connection connection) throws SQLException {
    try (var look = connection.prepareStatement(LOOK);
        var raise = connection.prepareStatement(RAISE);
        var take = connection.prepareStatement(TAKE)) {
      look.setString(1, holder);
      look.setLong(2, POLL_MILLIS_MAX);
      try (var row = look.executeQuery()) {
        row.next();
        if (!row.getBoolean(1)) {
          return new Try.Held(row.getLong(2));
        }
      }
      long epoch;
      try (var row = raise.executeQuery()) {
        row.next();
        epoch = row.getLong(1);
      }
      // Taken before the database starts to count: by this machine's clock the lease ends first.
      long since = System.nanoTime();
      take.setLong(1, epoch);
      take.setString(2, holder);
      take.setLong(3, length.toMillis());
      take.executeUpdate();
      connection.commit();
      return new Try.Taken(Lease.start(database, epoch, length, since));
    } finally {
      connection.rollback();
    }
  }

  private static DatabaseException failed(SQLException e) {
    return new DatabaseException("The lease cannot be had: " + e.getMessage(), e);
  }
}
