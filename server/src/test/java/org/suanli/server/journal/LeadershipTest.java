package org.suanli.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.suanli.server.database.Database;
import org.suanli.server.database.FreshDatabase;

@Timeout(300)
@ExtendWith(FreshDatabase.class)
final class LeadershipTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Database database;
  private final Journal journal;

  LeadershipTest(Database database) {
    this.database = database;
    this.journal = new Journal(database);
  }

  @Test
  void ofManyContendersOneLeads() throws Exception {
    var start = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var tries = new ArrayList<Future<Optional<Lease>>>();
      for (int i = 0; i < 12; i++) {
        var contender = leadership("contender-" + i, LONG);
        tries.add(
            threads.submit(
                () -> {
                  start.await();
                  return contender.tryAcquire();
                }));
      }
      start.countDown();
      var leases = new ArrayList<Lease>();
      for (var result : tries) {
        result.get(30, TimeUnit.SECONDS).ifPresent(leases::add);
      }
      assertThat(leases).hasSize(1);
      leases.getFirst().close();
    }
  }

  @Test
  void anOldLeadersAppendFailsOnceAnotherLeads() throws SQLException {
    var old = leadership("old", LONG).tryAcquire().orElseThrow();
    try (var oldWriter = journal.writer(old)) {
      oldWriter.append(Events.some(3), Projection.NONE);
      expire();
      try (var fresh = leadership("fresh", LONG).tryAcquire().orElseThrow();
          var freshWriter = journal.writer(fresh)) {
        assertThat(fresh.epoch()).isGreaterThan(old.epoch());
        assertThatThrownBy(() -> oldWriter.append(Events.some(1), Projection.NONE))
            .isInstanceOf(Deposed.class);
        assertThatThrownBy(() -> journal.writer(old)).isInstanceOf(Deposed.class);
        assertThat(freshWriter.append(Events.some(2), Projection.NONE).seq()).isEqualTo(5);
      }
    }
    old.close();
    assertThat(journal.verify(List.of())).isInstanceOf(Verification.Sound.class);
  }

  @Test
  void aNewLeaderWaitsForTheAppendUnderWay() throws Exception {
    var old = leadership("old", LONG).tryAcquire().orElseThrow();
    expire();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var writer = journal.writer(old)) {
      var takeover = new ArrayList<Future<Lease>>();
      Projection slow =
          (connection, _, _) -> {
            takeover.add(threads.submit(() -> leadership("fresh", LONG).acquire()));
            awaitAWaiter(connection);
          };
      var kept = writer.append(Events.some(2), slow);
      try (var fresh = takeover.getFirst().get(30, TimeUnit.SECONDS);
          var next = journal.writer(fresh)) {
        assertThat(next.head()).isEqualTo(kept);
      }
    }
    old.close();
  }

  @Test
  void aLeaderThatFallsSilentInMidAppendForItsLeaseIsNotWaitedForAnyLonger() throws Exception {
    var length = Duration.ofSeconds(1);
    var old = leadership("old", length).tryAcquire().orElseThrow();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var writer = journal.writer(old)) {
      var led = new CountDownLatch(1);
      var inMidAppend = new CountDownLatch(1);
      Projection silent =
          (_, _, _) -> {
            inMidAppend.countDown();
            awaitQuietly(led);
          };
      var append = threads.submit(() -> writer.append(Events.some(2), silent));
      inMidAppend.await();
      try (var fresh = depose();
          var next = journal.writer(fresh)) {
        assertThat(fresh.isHeld()).isTrue();
        led.countDown();
        assertThatThrownBy(append::get).hasCauseInstanceOf(OutcomeUnknown.class);
        assertThat(next.append(Events.some(1), Projection.NONE).seq()).isEqualTo(1);
      }
    }
    old.close();
  }

  /// The deposed one may have renewed its lease in between.
  private Lease depose() throws SQLException {
    for (int look = 0; look < 100; look++) {
      expire();
      var taken = leadership("fresh", LONG).tryAcquire();
      if (taken.isPresent()) {
        return taken.get();
      }
    }
    throw new AssertionError("The lease must be had once it has expired.");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).as("the successor leads").isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aLeaseThatIsRenewedOutlivesItsLength() throws Exception {
    var length = Duration.ofMillis(600);
    try (var lease = leadership("leader", length).tryAcquire().orElseThrow()) {
      var first = until();
      awaitChange(first);
      awaitChange(until());
      awaitChange(until());
      assertThat(lease.isHeld()).isTrue();
      assertThat(leadership("other", length).tryAcquire()).isEmpty();
    }
  }

  @Test
  void whoeverIsDeposedNoticesAtItsNextRenewal() throws Exception {
    var lease = leadership("leader", Duration.ofMillis(600)).tryAcquire().orElseThrow();
    expire();
    try (var fresh = leadership("fresh", LONG).acquire()) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
      while (lease.isHeld() && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      assertThat(lease.isHeld()).isFalse();
      lease.close();
      assertThat(fresh.isHeld()).isTrue();
      assertThat(leadership("third", LONG).tryAcquire()).isEmpty();
    }
  }

  @Test
  void aLeaseGivenBackIsFreeAtOnceAndOneThatRanOutIsTakenByWhoeverWaits() throws Exception {
    var first = leadership("first", LONG).tryAcquire().orElseThrow();
    first.close();
    assertThat(first.isHeld()).isFalse();
    var second = leadership("second", LONG).tryAcquire().orElseThrow();
    assertThat(second.epoch()).isEqualTo(first.epoch() + 1);
    shorten(Duration.ofMillis(300));
    try (var third = leadership("third", LONG).acquire()) {
      assertThat(third.epoch()).isEqualTo(second.epoch() + 1);
    }
    second.close();
  }

  @Test
  void aServerThatWasKilledNeedNotWaitForItsOwnLease() {
    var before = leadership("same", LONG).tryAcquire().orElseThrow();
    try (var after = leadership("same", LONG).tryAcquire().orElseThrow()) {
      assertThat(after.epoch()).isGreaterThan(before.epoch());
      assertThatThrownBy(() -> journal.writer(before)).isInstanceOf(Deposed.class);
    }
    before.close();
  }

  private Leadership leadership(String holder, Duration length) {
    return new Leadership(database, holder, length);
  }

  private void expire() throws SQLException {
    shorten(Duration.ZERO);
  }

  private void shorten(Duration left) throws SQLException {
    try (var connection = database.connect();
        var statement =
            connection.prepareStatement(
                "UPDATE lease SET until = clock_timestamp() + ? * interval '1 millisecond'")) {
      statement.setLong(1, left.toMillis());
      statement.executeUpdate();
    }
  }

  private String until() throws SQLException {
    try (var connection = database.pool().getConnection();
        var statement = connection.createStatement();
        var row = statement.executeQuery("SELECT until FROM lease")) {
      row.next();
      return row.getString(1);
    }
  }

  private void awaitChange(String before) throws SQLException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (until().equals(before) && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(until()).isNotEqualTo(before);
  }

  private static void awaitAWaiter(Connection connection) throws SQLException {
    var sql =
        """
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pg_backend_pid() = ANY(pg_blocking_pids(pid))
        """;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    try (var statement = connection.prepareStatement(sql);
        var clear = connection.createStatement()) {
      while (System.nanoTime() < end) {
        // Activity is read once per transaction otherwise.
        clear.execute("SELECT pg_stat_clear_snapshot()");
        try (var row = statement.executeQuery()) {
          row.next();
          if (row.getLong(1) > 0) {
            return;
          }
        }
      }
    }
    throw new AssertionError("Nobody waits for the append.");
  }
}
