package org.suanli.simulation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.suanli.simulation.CentreFixture.aCentre;
import static org.suanli.simulation.JobFixture.aJob;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.suanli.core.engine.Event;
import org.suanli.core.ledger.Transfer;
import org.suanli.core.lifecycle.JobSignal;
import org.suanli.core.metering.Segment;
import org.suanli.core.supply.NodeState;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.Amount;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.Window;

/// Every checker bites: a true journal passes, and each forged one is refused for its own reason.
class InvariantsTest {
  private static List<Event.Stamped> journal = List.of();

  /// A forged journal.
  ///
  /// @param name what is forged
  /// @param wantRule what the refusal must name
  /// @param forge makes the journal from the true one
  private record Forgery(String name, String wantRule, UnaryOperator<List<Event.Stamped>> forge) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// A gang of two tasks with a node each, then another job; both succeed.
  @BeforeAll
  static void tellAStory() {
    var centre = aCentre().nodes(2).open();
    var first = centre.submit(aJob().accelerators(8).tasks(2));
    centre.submit(aJob().after(first));
    centre.run(Duration.ofHours(1));
    centre.invariants().compare(centre.state());
    centre.invariants().atEnd();
    journal = centre.journal();
  }

  private static void observe(List<Event.Stamped> events) {
    var invariants = new Invariants();
    events.forEach(invariants::observe);
  }

  @Test
  void aTrueJournalPasses() {
    assertThatCode(() -> observe(journal)).doesNotThrowAnyException();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("forgeries")
  void aForgedJournalIsRefused(Forgery forgery) {
    var forged = forgery.forge().apply(journal);
    assertThatThrownBy(() -> observe(forged))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(forgery.wantRule());
  }

  static List<Forgery> forgeries() {
    var all = new ArrayList<Forgery>();
    all.addAll(placements());
    all.addAll(entries());
    all.addAll(lives());
    return all;
  }

  private static List<Forgery> placements() {
    return List.of(
        new Forgery(
            "a gang without its last task",
            "a gang holds all its tasks",
            changeFirst(
                Event.AttemptPlaced.class, p -> placed(p, p.placement().tasks().subList(0, 1)))),
        new Forgery(
            "two tasks on the same devices",
            "shares of a device",
            changeFirst(
                Event.AttemptPlaced.class,
                p -> {
                  var task = p.placement().tasks().getFirst();
                  return placed(p, List.of(task, task));
                })),
        new Forgery(
            "a task with too few devices",
            "a task holds all its devices",
            changeFirst(
                Event.AttemptPlaced.class,
                p -> {
                  var task = p.placement().tasks().getFirst();
                  var less = new Placement.OnNode(task.role(), task.node(), 1);
                  return placed(p, List.of(less, p.placement().tasks().get(1)));
                })),
        new Forgery(
            "a start on a cordoned node",
            "only ready nodes take work",
            insertBefore(
                Event.AttemptPlaced.class,
                p ->
                    new Event.NodeStateChanged(
                        p.placement().tasks().getFirst().node(), NodeState.CORDONED, "service"))),
        new Forgery(
            "a node that is removed with its tasks",
            "a node that holds tasks stays",
            insertBefore(
                Event.AttemptStarted.class, _ -> new Event.NodeRemoved(CentreFixture.node(0)))));
  }

  private static List<Forgery> entries() {
    return List.of(
        new Forgery(
            "a charge beyond its reservation",
            "an amount follows",
            changePosted(Transfer.Kind.CHARGE, t -> withAmount(t, t.amount().value() + 1))),
        new Forgery(
            "a charge without a reservation",
            "no account but a source falls below zero",
            drop(e -> isPosted(e, Transfer.Kind.RESERVE))),
        new Forgery(
            "a release of more than is left",
            "no account but a source falls below zero",
            changePosted(Transfer.Kind.RELEASE, t -> withAmount(t, t.amount().value() + 1))),
        new Forgery(
            "a release of less than is left",
            "nothing stays reserved",
            changePosted(Transfer.Kind.RELEASE, t -> withAmount(t, t.amount().value() - 1))),
        new Forgery(
            "a grant of another amount",
            "a grant is posted",
            changePosted(Transfer.Kind.GRANT, t -> withAmount(t, t.amount().value() - 1))),
        new Forgery(
            "a reservation beyond the grant",
            "no account but a source falls below zero",
            changePosted(Transfer.Kind.RESERVE, t -> withAmount(t, Long.MAX_VALUE / 2))),
        new Forgery(
            "a segment that starts late",
            "segments neither overlap nor gap",
            changePosted(
                Transfer.Kind.CHARGE,
                t -> withWindow(t, w -> new Window(w.from().plusMillis(1), w.until())))),
        new Forgery(
            "a segment that ends early",
            "an amount follows",
            changePosted(
                Transfer.Kind.CHARGE,
                t -> withWindow(t, w -> new Window(w.from(), w.until().minusMillis(1))))),
        new Forgery(
            "use that nobody metered",
            "all of an attempt's life is metered",
            changePosted(
                Transfer.Kind.CHARGE,
                t ->
                    Transfer.of(
                        Transfer.Kind.RELEASE,
                        t.allocation(),
                        t.amount(),
                        t.attempt().orElseThrow()))),
        new Forgery(
            "a credit without evidence",
            "a credit is at most one interval",
            insertBefore(
                Event.JobMoved.class,
                _ ->
                    journal.stream()
                        .map(Event.Stamped::event)
                        .filter(e -> isPosted(e, Transfer.Kind.CHARGE))
                        .map(e -> credit(((Event.Posted) e).transfer()))
                        .findFirst()
                        .orElseThrow())));
  }

  private static List<Forgery> lives() {
    return List.of(
        new Forgery("a job that ends twice", "a job ends once", repeat(Event.JobMoved.class)),
        new Forgery("a task that ends twice", "a task ends once", repeat(Event.TaskEnded.class)),
        new Forgery(
            "an attempt that ends twice", "an attempt ends once", repeat(Event.AttemptEnded.class)),
        new Forgery(
            "a second attempt at a time",
            "one attempt at a time",
            insertBefore(
                Event.AttemptStarted.class,
                started ->
                    journal.stream()
                        .map(Event.Stamped::event)
                        .filter(Event.AttemptPlaced.class::isInstance)
                        .map(Event.AttemptPlaced.class::cast)
                        .filter(placed -> placed.attempt().equals(started.attempt()))
                        .map(placed -> again(placed, placed.attempt().number() + 1))
                        .findFirst()
                        .orElseThrow())),
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
            }));
  }

  private static Event.AttemptPlaced again(Event.AttemptPlaced placed, int number) {
    return new Event.AttemptPlaced(
        new AttemptId(placed.attempt().job(), number), placed.placement());
  }

  private static Event.AttemptPlaced placed(
      Event.AttemptPlaced placed, List<Placement.OnNode> tasks) {
    return new Event.AttemptPlaced(
        placed.attempt(), new Placement(placed.placement().model(), tasks));
  }

  private static boolean isPosted(Event event, Transfer.Kind kind) {
    return event instanceof Event.Posted(var transfer) && transfer.kind() == kind;
  }

  private static Transfer withAmount(Transfer transfer, long value) {
    return new Transfer(
        transfer.kind(),
        transfer.allocation(),
        new Amount(transfer.amount().unit(), value),
        transfer.attempt(),
        transfer.metered(),
        transfer.ratingVersion());
  }

  private static Transfer withWindow(Transfer transfer, UnaryOperator<Window> change) {
    var segment = transfer.metered().orElseThrow();
    var window = change.apply(segment.window());
    return new Transfer(
        transfer.kind(),
        transfer.allocation(),
        transfer.amount(),
        transfer.attempt(),
        Optional.of(new Segment(segment.model(), segment.held(), window)),
        transfer.ratingVersion());
  }

  private static Event credit(Transfer charge) {
    return new Event.Posted(
        new Transfer(
            Transfer.Kind.CREDIT,
            charge.allocation(),
            charge.amount(),
            charge.attempt(),
            charge.metered(),
            charge.ratingVersion()));
  }

  /// Forges the first event of a kind.
  private static <T extends Event> UnaryOperator<List<Event.Stamped>> changeFirst(
      Class<T> kind, Function<T, Event> change) {
    return at(kind::isInstance, s -> List.of(with(s, change.apply(kind.cast(s.event())))));
  }

  private static UnaryOperator<List<Event.Stamped>> changePosted(
      Transfer.Kind kind, UnaryOperator<Transfer> change) {
    return at(
        event -> isPosted(event, kind),
        s -> {
          var transfer = ((Event.Posted) s.event()).transfer();
          return List.of(with(s, new Event.Posted(change.apply(transfer))));
        });
  }

  private static <T extends Event> UnaryOperator<List<Event.Stamped>> insertBefore(
      Class<T> kind, Function<T, Event> inserted) {
    return at(kind::isInstance, s -> List.of(with(s, inserted.apply(kind.cast(s.event()))), s));
  }

  private static UnaryOperator<List<Event.Stamped>> repeat(Class<? extends Event> kind) {
    return at(kind::isInstance, s -> List.of(s, s));
  }

  private static UnaryOperator<List<Event.Stamped>> drop(Predicate<Event> which) {
    return at(which, _ -> List.of());
  }

  private static UnaryOperator<List<Event.Stamped>> at(
      Predicate<Event> which, Function<Event.Stamped, List<Event.Stamped>> change) {
    return events -> {
      var forged = new ArrayList<Event.Stamped>();
      boolean isDone = false;
      for (var stamped : events) {
        if (!isDone && which.test(stamped.event())) {
          forged.addAll(change.apply(stamped));
          isDone = true;
        } else {
          forged.add(stamped);
        }
      }
      if (!isDone) {
        throw new IllegalStateException("There was nothing to forge.");
      }
      return forged;
    };
  }

  private static Event.Stamped with(Event.Stamped stamped, Event event) {
    return new Event.Stamped(stamped.at(), stamped.by(), event);
  }
}
