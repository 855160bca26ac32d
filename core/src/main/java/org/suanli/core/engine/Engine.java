package org.suanli.core.engine;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.suanli.core.scheduling.Alternative;
import org.suanli.core.scheduling.Scheduler;
import org.suanli.core.scheduling.WaitReason;
import org.suanli.core.scheduling.Waiting;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MemberId;

/// Decides commands, one at a time, on the thread that owns it.
///
/// Time never goes back: a command's instant is the later of the last event's and the one handed
/// in, in whole milliseconds. A rejected command changes nothing.
public final class Engine {
  private final State state;

  /// Until when all that was due has been done, which the state does not tell if nothing was.
  private Instant advancedTo = Instant.MIN;

  /// Whether the last scheduling came to its end.
  private boolean isScheduled;

  private @Nullable Explained explained;

  /// The verdicts of a cycle over the state as it was then.
  private record Explained(
      long applied, Instant at, SequencedMap<Waiting.Bucket, WaitReason> verdicts) {}

  public Engine(State state) {
    this.state = state;
  }

  /// To be read, not changed.
  public State state() {
    return state;
  }

  /// Decides one command. The events of an accepted one are applied to the state already.
  public Answer execute(Command command, MemberId by, Instant clock) {
    var millis = clock.truncatedTo(ChronoUnit.MILLIS);
    var turn = new Turn(state, millis.isAfter(state.now) ? millis : state.now, by);
    Optional<Rejected> rejected =
        switch (command) {
          case Command.Supply supply -> SupplyCommands.decide(turn, supply);
          case Command.Tenancy tenancy -> TenancyCommands.decide(turn, tenancy);
          case Command.Jobs jobs -> JobCommands.decide(turn, jobs);
          case Command.Reports reports -> Reports.decide(turn, reports);
          case Command.SetPolicy(var policy) -> {
            if (!policy.equals(state.policy)) {
              turn.emit(new Event.PolicyChanged(state.policyVersion + 1, policy));
            }
            yield Optional.empty();
          }
          case Command.NoteRestore(int restores) -> {
            if (restores > state.restores) {
              turn.emit(new Event.CentreRestored(restores));
            }
            yield Optional.empty();
          }
          case Command.Advance _ -> {
            isScheduled = Passage.advance(turn);
            advancedTo = turn.now;
            yield Optional.empty();
          }
        };
    return rejected.isPresent()
        ? new Answer.Refused(rejected.get())
        : new Answer.Accepted(turn.events());
  }

  /// When something is due even if nobody commands anything; empty if never.
  public Optional<Instant> nextDue() {
    var from = advancedTo.isAfter(state.now) ? advancedTo : state.now;
    return isScheduled ? Passage.nextDue(state, from) : Optional.of(from);
  }

  /// Why a job waits now. Derived from the present state; nothing is changed.
  ///
  /// @return empty if the job does not wait
  public Optional<WaitReason> explain(JobId id, Instant clock) {
    var job = state.jobs.get(id);
    if (job == null || job.attempt().isPresent()) {
      return Optional.empty();
    }
    var at = clock.isAfter(state.now) ? clock : state.now;
    if (!job.pending.isEmpty()) {
      return Optional.of(new WaitReason.Dependencies(List.copyOf(job.pending)));
    }
    if (job.notBefore != null && job.notBefore.isAfter(at)) {
      return Optional.of(new WaitReason.BackingOff(job.notBefore));
    }
    return Optional.of(reason(job.waiting(), verdicts(at)));
  }

  /// The single changes with which a waiting job would start now, if it were submitted so.
  ///
  /// @return empty if there is none, or it does not wait for the scheduler
  public List<Alternative> alternatives(JobId id, Instant clock) {
    var job = state.jobs.get(id);
    var at = clock.isAfter(state.now) ? clock : state.now;
    return job == null || !job.isQueued() || !job.waiting().isReady(at)
        ? List.of()
        : Scheduler.alternatives(new EnginePicture(state, at), job.waiting());
  }

  /// One cycle answers for all jobs until the state or the time changes.
  private SequencedMap<Waiting.Bucket, WaitReason> verdicts(Instant at) {
    if (explained == null || explained.applied != state.applied || !explained.at.equals(at)) {
      var cycle = Scheduler.explain(new EnginePicture(state, at));
      explained = new Explained(state.applied, at, cycle.verdicts());
    }
    return explained.verdicts;
  }

  private WaitReason reason(Waiting waiting, SequencedMap<Waiting.Bucket, WaitReason> verdicts) {
    var verdict = verdicts.get(waiting.bucket());
    if (verdict == null) {
      return new WaitReason.AboutToStart();
    }
    int position = state.queue.position(waiting);
    return position == 0 ? verdict : new WaitReason.Behind(position, verdict);
  }
}
