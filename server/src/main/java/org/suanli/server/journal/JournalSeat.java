package org.suanli.server.journal;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.suanli.core.engine.Answer;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.Event;
import org.suanli.core.units.MemberId;
import org.suanli.server.database.DatabaseException;
import org.suanli.server.loop.KeyedEvents;
import org.suanli.server.loop.NotLeader;
import org.suanli.server.loop.Seat;

/// The seat of the server that leads: a lease, and the journal read under it.
public final class JournalSeat implements Seat {
  private static final Logger LOG = LoggerFactory.getLogger(JournalSeat.class);

  /// How long PostgreSQL may be away, such as for its restart, before the server gives up.
  private static final Duration OUTAGE_MAX = Duration.ofMinutes(10);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Leadership leadership;
  private final Journal journal;
  private final Projection projection;
  private final InstantSource clock;
  private MeterRegistry meters = new CompositeMeterRegistry();
  private Duration distance = Sampler.DISTANCE;
  private Runnable requirement = () -> {};

  /// @param projection written with every append
  public JournalSeat(
      Leadership leadership, Journal journal, Projection projection, InstantSource clock) {
    this.leadership = leadership;
    this.journal = journal;
    this.projection = projection;
    this.clock = clock;
  }

  /// Counts there what it finds when it looks at the state.
  public JournalSeat measuredBy(MeterRegistry registry) {
    meters = registry;
    return this;
  }

  /// Begins no term unless this passes.
  ///
  /// @param check tried again after a {@link DatabaseException}; what else it throws, {@link #take}
  ///   throws
  public JournalSeat requiring(Runnable check) {
    requirement = check;
    return this;
  }

  /// Looks at the state at most this often.
  JournalSeat lookingEvery(Duration least) {
    distance = least;
    return this;
  }

  /// @throws JournalBroken if the journal is not what was written
  /// @throws DatabaseException if PostgreSQL stays away
  @Override
  public Term take() throws InterruptedException {
    long giveUp = System.nanoTime() + OUTAGE_MAX.toNanos();
    while (true) {
      try {
        var lease = leadership.acquire();
        try {
          requirement.run();
          return begin(lease);
        } catch (RuntimeException | Error e) {
          lease.close();
          throw e;
        }
      } catch (Deposed | OutcomeUnknown e) {
        LOG.info("event=deposed_while_reading reason={}", e.getMessage());
      } catch (DatabaseException e) {
        if (giveUp - System.nanoTime() < 0) {
          throw e;
        }
        LOG.warn("event=database_away reason={}", e.getMessage());
        Thread.sleep(RETRY_AFTER);
      }
    }
  }

  private Term begin(Lease lease) {
    // First the writer, then the reading: nobody can append between the two and go unnoticed.
    var writer = journal.writer(lease);
    try {
      long began = System.nanoTime();
      var base = journal.snapshots().latest().orElseGet(journal::beginning);
      var state = base.state();
      var read =
          journal.replay(base.at(), Long.MAX_VALUE, recorded -> state.apply(recorded.stamped()));
      if (!read.equals(writer.head())) {
        // Only a later epoch's leader can have appended meanwhile.
        throw new Deposed(lease.epoch());
      }
      LOG.info(
          "event=journal_read snapshot={} rows={} millis={}",
          base.at().seq(),
          read.seq() - base.at().seq(),
          (System.nanoTime() - began) / 1_000_000);
      var engine = new Engine(state);
      noteRestore(engine, writer);
      var sampler = new Sampler(journal, meters, distance);
      sampler.began(base.at().seq(), writer.head(), state);
      return new JournalTerm(lease, writer, engine, projection, sampler);
    } catch (RuntimeException | Error e) {
      writer.close();
      throw e;
    }
  }

  /// Before anything else is decided: no number that the backup does not know may be given again.
  private void noteRestore(Engine engine, JournalWriter writer) {
    var note = new Command.NoteRestore(journal.centre().restores());
    switch (engine.execute(note, MemberId.PLATFORM, clock.instant())) {
      case Answer.Accepted(var events) when events.isEmpty() -> {}
      case Answer.Accepted(var events) -> {
        writer.append(events, projection);
        LOG.info("event=restore_noted restores={}", note.restores());
      }
      case Answer.Refused(var rejected) ->
          throw new IllegalStateException(note + " was refused: " + rejected.messages());
    }
  }

  private record JournalTerm(
      Lease lease, JournalWriter writer, Engine engine, Projection projection, Sampler sampler)
      implements Term {
    @Override
    public long epoch() {
      return lease.epoch();
    }

    @Override
    public boolean isHeld() {
      return lease.isHeld();
    }

    @Override
    public void append(List<Event.Stamped> events, List<KeyedEvents> keyed) {
      Projection withKeys =
          (connection, firstSeq, all) -> {
            projection.write(connection, firstSeq, all);
            KeyedEvents.write(connection, firstSeq, keyed);
          };
      try {
        sampler.appended(writer.append(events, withKeys), engine.state());
      } catch (Deposed e) {
        var notLeader = new NotLeader();
        notLeader.initCause(e);
        throw notLeader;
      }
    }

    @Override
    public void close() {
      try (writer;
          sampler) {
        if (lease.isHeld()) {
          sampler.keepLast();
        }
        lease.close();
      }
    }
  }
}
