package org.suanli.server.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.suanli.server.database.Database;
import org.suanli.server.database.DatabaseException;

/// The right to lead for a while, renewed every third of it until closed.
///
/// Renewals have a connection of their own, so that no query's rush can delay them.
public final class Lease implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);
  private static final int RENEWALS_PER_LEASE = 3;

  private static final String RENEW =
      "UPDATE lease SET until = clock_timestamp() + ? * interval '1 millisecond' WHERE epoch = ?";

  private static final String RELEASE =
      "UPDATE lease SET until = '-infinity', holder = '' WHERE epoch = ?";

  private final Database database;
  private final long epoch;
  private final Duration length;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread renewing;
  private volatile long heldUntilNanos;
  private volatile boolean isLost;
  private @Nullable Connection connection;

  private Lease(Database database, long epoch, Duration length, long sinceNanos) {
    this.database = database;
    this.epoch = epoch;
    this.length = length;
    this.heldUntilNanos = sinceNanos + length.toNanos();
    this.renewing = Thread.ofVirtual().name("lease-" + epoch).unstarted(this::run);
  }

  static Lease start(Database database, long epoch, Duration length, long sinceNanos) {
    var lease = new Lease(database, epoch, length, sinceNanos);
    lease.renewing.start();
    return lease;
  }

  /// The fencing token: greater than that of every lease before.
  public long epoch() {
    return epoch;
  }

  /// Counted from its last renewal.
  Duration length() {
    return length;
  }

  /// Whether it still runs, by this machine's monotonic clock. Once it does not, it never will.
  public boolean isHeld() {
    if (heldUntilNanos - System.nanoTime() <= 0) {
      isLost = true;
    }
    return !isLost;
  }

  /// Gives it back, so that another server need not wait for its end.
  @Override
  public void close() {
    isLost = true;
    closing.countDown();
    // Waits even if interrupted, for whoever closes this may close the database next; what it waits
    // for ends with the connection's timeout.
    boolean isInterrupted = false;
    while (renewing.isAlive()) {
      try {
        renewing.join();
      } catch (InterruptedException _) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closing.await(length.toNanos() / RENEWALS_PER_LEASE, TimeUnit.NANOSECONDS)) {
        if (!isHeld() || !renew()) {
          break;
        }
      }
      release();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      isLost = true;
      disconnect();
    }
  }

  /// @return whether to go on: yes after a fault of the connection, as the next try may succeed
  private boolean renew() {
    long since = System.nanoTime();
    try {
      var open = connect();
      try (var statement = open.prepareStatement(RENEW)) {
        statement.setLong(1, length.toMillis());
        statement.setLong(2, epoch);
        if (statement.executeUpdate() == 0) {
          return false;
        }
      }
      heldUntilNanos = since + length.toNanos();
    } catch (SQLException | DatabaseException e) {
      LOG.warn("event=lease_not_renewed epoch={} reason={}", epoch, e.getMessage());
      disconnect();
    }
    return true;
  }

  private void release() {
    try {
      var open = connect();
      try (var statement = open.prepareStatement(RELEASE)) {
        statement.setLong(1, epoch);
        statement.executeUpdate();
      }
    } catch (SQLException | DatabaseException e) {
      LOG.warn("event=lease_not_released epoch={} reason={}", epoch, e.getMessage());
    }
  }

  private Connection connect() throws SQLException {
    if (connection == null) {
      connection = database.connect();
      // A renewal that comes late is worth nothing.
      connection.setNetworkTimeout(Runnable::run, (int) Math.min(length.toMillis(), 60_000));
    }
    return connection;
  }

  private void disconnect() {
    try (var open = connection) {
      connection = null;
    } catch (SQLException e) {
      LOG.debug("event=lease_connection_not_closed epoch={} reason={}", epoch, e.getMessage());
    }
  }
}
