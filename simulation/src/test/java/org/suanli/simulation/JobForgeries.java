package org.suanli.simulation;

import static org.suanli.simulation.Forgery.at;
import static org.suanli.simulation.Forgery.changeFirst;
import static org.suanli.simulation.Forgery.drop;
import static org.suanli.simulation.Forgery.insertBefore;
import static org.suanli.simulation.Forgery.repeat;
import static org.suanli.simulation.JobFixture.aJob;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.suanli.core.engine.Event;
import org.suanli.core.lifecycle.JobSignal;
import org.suanli.core.lifecycle.Outcome;
import org.suanli.core.lifecycle.StopCause;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.ModelName;

/// Journals in which jobs, attempts and tasks do not live as they must.
final class JobForgeries {
  private JobForgeries() {}

  static List<Forgery> all() {
    return List.of(
        new Forgery("a job that ends twice", "a job ends once", repeat(Event.JobMoved.class)),
        new Forgery("a task that ends twice", "a task ends once", repeat(Event.TaskEnded.class)),
        new Forgery(
            "an attempt that ends twice", "an attempt ends once", repeat(Event.AttemptEnded.class)),
        new Forgery(
            "a second attempt at a time",
            "one attempt at a time",
            at(
                Event.AttemptPlaced.class::isInstance,
                e -> List.of(e, again((Event.AttemptPlaced) e, 2)))),
        new Forgery(
            "an attempt number left out",
            "attempts are numbered",
            changeFirst(Event.AttemptPlaced.class, placed -> again(placed, 2))),
        new Forgery(
            "a start before its dependency",
            "a job ends once",
            drop(
                e ->
                    e instanceof Event.JobSubmitted(var job, _, _, _, _)
                        && job.equals(new JobId(1)))),
        new Forgery(
            "an end before its last task's",
            "an attempt ends with its last task",
            drop(e -> e instanceof Event.TaskEnded(_, int task, _) && task == 1)),
        new Forgery(
            "a dependency that failed",
            "dependencies come first",
            changeFirst(
                Event.JobMoved.class,
                moved ->
                    new Event.JobMoved(moved.job(), JobSignal.ATTEMPT_FAILED, Optional.empty()))),
        new Forgery(
            "a kill without a request to stop",
            "no kill within the grace",
            insertBefore(Event.TaskEnded.class, ended -> new Event.KillRequested(ended.attempt()))),
        new Forgery(
            "time that goes back",
            "time goes back",
            events -> {
              var forged = new ArrayList<>(events);
              var last = forged.removeLast();
              forged.add(new Event.Stamped(Instant.EPOCH, last.by(), last.event()));
              return forged;
            }),
        new Forgery(
            "an attempt that starts twice",
            "an attempt starts once",
            repeat(Event.AttemptStarted.class)),
        new Forgery(
            "a job that is submitted twice",
            "a job is submitted once",
            repeat(Event.JobSubmitted.class)),
        new Forgery(
            "a promise to a job that runs",
            "only a waiting job is promised a start",
            insertBefore(
                Event.AttemptStarted.class,
                started -> new Event.StartPromised(started.attempt().job(), Instant.EPOCH))),
        new Forgery(
            "room for a job that runs",
            "room is kept for a waiting job alone",
            insertBefore(
                Event.AttemptStarted.class,
                started ->
                    new Event.RoomKept(
                        started.attempt().job(),
                        new Placement(new ModelName("make-a"), List.of())))),
        new Forgery(
            "a promise taken back from a job that runs",
            "only a waiting job loses a promise",
            insertBefore(
                Event.AttemptStarted.class,
                started -> new Event.PromiseWithdrawn(started.attempt().job()))),
        new Forgery(
            "a job that moves while its attempt lasts",
            "a job moves when its attempt ended",
            insertBefore(
                Event.AttemptStarted.class,
                started ->
                    new Event.JobMoved(
                        started.attempt().job(), JobSignal.CANCELLED, Optional.empty()))),
        new Forgery(
            "a success with a failed task",
            "a success has no failed task",
            changeFirst(
                Event.TaskEnded.class,
                e ->
                    new Event.TaskEnded(
                        e.attempt(), e.task(), new Event.TaskEnding.Exited(1, e.ending().at())))),
        new Forgery(
            "a fault of the platform that nothing shows",
            "a fault of the platform has evidence",
            changeFirst(
                Event.AttemptEnded.class,
                e -> new Event.AttemptEnded(e.attempt(), Outcome.PLATFORM_FAULT, e.endedAt()))),
        new Forgery(
            "an attempt that ends before it began",
            "an attempt ends within its life",
            changeFirst(
                Event.AttemptEnded.class,
                e -> new Event.AttemptEnded(e.attempt(), e.outcome(), Instant.EPOCH))),
        new Forgery(
            "a victim of nobody",
            "who is preempted yields to a waiting job that may preempt it",
            insertBefore(Event.TaskEnded.class, ended -> preempted(ended.attempt()))),
        new Forgery(
            "a victim that has just begun",
            "nobody is preempted within the minimum run time",
            yielding(Event.AttemptStarted.class, started -> List.of(preempted(started.attempt())))),
        new Forgery(
            "a victim that stops already",
            "who stops already is not preempted",
            yielding(
                Event.TaskEnded.class,
                ended -> List.of(preempted(ended.attempt()), preempted(ended.attempt())))),
        new Forgery(
            "a start within a backoff",
            "a backoff is kept",
            at(
                Event.AttemptPlaced.class::isInstance,
                e -> {
                  var id = ((Event.AttemptPlaced) e).attempt();
                  var later = Optional.of(Instant.parse("2030-01-01T00:00:00Z"));
                  return List.of(
                      new Event.JobMoved(id.job(), JobSignal.ATTEMPT_TO_REPEAT, later), e);
                })));
  }

  private static Event preempted(AttemptId attempt) {
    return new Event.StopRequested(
        attempt, StopCause.PREEMPTED, Instant.parse("2030-01-01T00:00:00Z"));
  }

  /// The first job is a spot job, and where something happens to it a guaranteed one waits.
  private static <T extends Event> UnaryOperator<List<Event.Stamped>> yielding(
      Class<T> kind, Function<T, List<Event>> victim) {
    return events ->
        at(
                kind::isInstance,
                e -> {
                  var more = new ArrayList<Event>(victim.apply(kind.cast(e)));
                  more.addFirst(submitted(new JobId(99), aJob().guaranteed()));
                  more.addLast(e);
                  return more;
                })
            .apply(
                changeFirst(
                        Event.JobSubmitted.class,
                        first -> submitted(first.job(), aJob().accelerators(8).tasks(2).spot()))
                    .apply(events));
  }

  private static Event submitted(JobId id, JobFixture job) {
    return new Event.JobSubmitted(
        id, job.projectId(), MemberId.PLATFORM, job.demand(), "0".repeat(64));
  }

  private static Event.AttemptPlaced again(Event.AttemptPlaced placed, int number) {
    return new Event.AttemptPlaced(
        new AttemptId(placed.attempt().job(), number), placed.placement());
  }
}
