package org.suanli.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.suanli.core.engine.Answer;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.Job;
import org.suanli.core.supply.NodeState;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.NodeId;

/// A centre on which, by a seed, everything happens that may: the same seed gives the same days.
///
/// Every step is one act: a user's, an operator's, an accident, the passing of time, or a change of
/// leader. The invariants are checked throughout. Each step draws from a generator of its own, so
/// that what an act does not consume does not shift the others.
public final class RandomCentre {
  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  /// Jobs known to the users who name one; older ones are forgotten.
  private static final int KNOWN_MAX = 60;

  /// More live jobs than this, and nobody submits: the steps stay cheap.
  private static final int LIVE_MAX = 60;

  private final RandomGenerator random;
  private final RandomDemand demands;
  private final RandomTenants tenants;
  private final Centre centre;
  private final Replica replica = new Replica();
  private final StatementInvariants statements = new StatementInvariants();
  private final List<Act> acts = new ArrayList<>();
  private final List<JobId> known = new ArrayList<>();
  private final TreeMap<NodeId, Instant> unseen = new TreeMap<>();
  private int nodesEver;
  private int refused;
  private int restores;

  private record Act(int weight, Runnable what) {}

  public RandomCentre(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    demands = new RandomDemand(random);
    centre = new Centre(START, demands::script);
    tenants = new RandomTenants(random, centre::clock);
    act(300, this::passTime);
    act(220, this::submit);
    act(15, this::submitMany);
    act(12, this::taskIsLost);
    act(40, () -> execute(new Command.Cancel(anyJob())));
    act(30, this::nodeDies);
    act(40, this::nodeComesBack);
    act(15, this::nodeVanishes);
    act(25, this::nodeIsSeenAgain);
    act(25, this::drainOrCordon);
    act(30, () -> execute(new Command.ReportForeignUse(anyNode(), random.nextInt(5))));
    act(10, this::addNode);
    act(5, () -> execute(new Command.RemoveNode(anyNode())));
    act(12, () -> execute(RandomSupply.maintenance(random, anyNode(), centre.clock())));
    act(6, this::cancelMaintenance);
    act(8, () -> execute(RandomSupply.rating(random)));
    act(3, () -> execute(RandomSupply.price(random)));
    act(3, () -> execute(RandomSupply.cluster(random)));
    act(4, () -> execute(RandomSupply.policy(random)));
    act(80, () -> execute(tenants.next(centre.state())));
    act(8, this::leapForward);
    act(10, this::clockGoesBack);
    act(12, this::changeLeader);
    act(1, () -> execute(new Command.NoteRestore(++restores)));
    act(4, this::lookAhead);
    act(1, this::tellStatement);
    act(40, this::badCommand);
  }

  private void act(int weight, Runnable what) {
    acts.add(new Act(weight, what));
  }

  public Centre centre() {
    return centre;
  }

  /// Commands that were refused; each of them is checked to have changed nothing.
  public int refused() {
    return refused;
  }

  /// Opens the centre: clusters, nodes, organizations, allocations.
  public void open() {
    RandomSupply.clusters().forEach(centre::accept);
    int count = random.nextInt(4, 16);
    for (int node = 0; node < count; node++) {
      addNode();
    }
    tenants.opening().forEach(centre::accept);
    for (int time = 0; time < 3; time++) {
      execute(RandomSupply.rating(random));
    }
    changeLeader();
  }

  /// Does one random act, and lets the engine work.
  public void step() {
    int total = acts.stream().mapToInt(Act::weight).sum();
    int drawn = random.nextInt(total);
    for (var act : acts) {
      drawn -= act.weight();
      if (drawn < 0) {
        act.what().run();
        return;
      }
    }
  }

  /// Lets every node come back, cancels what is left, and lets time pass until every job has ended;
  /// then replays the whole journal.
  ///
  /// @throws IllegalStateException if a job does not end, or the replayed state differs
  public void close() {
    centre.skew(Duration.ZERO);
    for (var node : List.copyOf(unseen.keySet())) {
      seeAgain(node);
    }
    for (var slot : centre.state().fleet().nodes()) {
      if (centre.machines().isDead(slot.spec().id())) {
        execute(new Command.SetNodeState(slot.spec().id(), NodeState.DOWN, "switched off"));
      }
    }
    for (var id : List.copyOf(centre.state().jobs().keySet())) {
      execute(new Command.Cancel(id));
    }
    centre.run(Duration.ofHours(8));
    centre.invariants().compare(centre.state());
    centre.invariants().atEnd();
    new Replica().follow(centre.journal(), centre.state());
    statements.requireUnchanged(centre.journal());
  }

  /// The engine is copied and run ahead, which changes nothing here.
  private void lookAhead() {
    var before = centre.state().toText();
    var waiting = centre.state().jobs().values().stream().filter(j -> j.attempt().isEmpty());
    var first = waiting.map(Job::id).findFirst();
    first.ifPresent(job -> Forecast.start(centre.state(), job, centre.clock()));
    var submit = demands.job(tenants.project(), known).submit();
    Forecast.plan(centre.state(), submit, MemberId.PLATFORM, centre.clock());
    Invariants.require(before.equals(centre.state().toText()), "a forecast changes nothing", first);
  }

  private void tellStatement() {
    statements.tell(centre.journal(), tenants.project().organization(), centre.state().now());
  }

  private void passTime() {
    var next = centre.machines().nextDue();
    var due = centre.engine().nextDue();
    if (due.isPresent() && next.map(due.get()::isBefore).orElse(true)) {
      next = due;
    }
    long far = chance(80) ? Duration.ofMinutes(20).toMillis() : Duration.ofHours(10).toMillis();
    var drawn = centre.clock().plusMillis(random.nextLong(1, far));
    centre.leap(next.filter(drawn::isAfter).filter(centre.clock()::isBefore).orElse(drawn));
  }

  private void leapForward() {
    centre.leap(centre.clock().plus(Duration.ofHours(random.nextInt(1, 24 * 40))));
  }

  /// The server's wall clock is set back, or right again: meanwhile the engine's time stands still.
  private void clockGoesBack() {
    boolean isRight = chance(60);
    centre.skew(isRight ? Duration.ZERO : Duration.ofMinutes(-random.nextInt(1, 600)));
    centre.execute(new Command.Advance());
  }

  private void taskIsLost() {
    var running = List.copyOf(centre.state().running());
    if (!running.isEmpty()) {
      var attempt = demands.pick(running).attempt().orElseThrow();
      int task = random.nextInt(attempt.placement().tasks().size());
      centre.machines().lose(attempt.id(), task, centre.clock());
    }
  }

  private void submitMany() {
    var project = tenants.project();
    var job = demands.job(project, known);
    for (int count = random.nextInt(2, 7); count > 0; count--) {
      submit(job);
    }
  }

  private void submit() {
    submit(demands.job(tenants.project(), known));
  }

  private void submit(JobFixture job) {
    if (centre.state().jobs().size() < LIVE_MAX) {
      execute(job.submit());
      known.add(new JobId(centre.state().jobs().isEmpty() ? 1 : lastJob()));
      if (known.size() > KNOWN_MAX) {
        known.removeFirst();
      }
    }
  }

  private long lastJob() {
    return centre.state().jobs().lastKey().value();
  }

  private void nodeDies() {
    var node = anyNode();
    centre.machines().die(node);
    unseen.remove(node);
    if (chance(70)) {
      execute(new Command.SetNodeState(node, NodeState.DOWN, "power lost"));
    } else {
      execute(new Command.SetNodeState(node, NodeState.UNKNOWN, "no answer"));
    }
  }

  /// A node that died is proven dead before it takes work again.
  private void nodeComesBack() {
    var node = anyNode();
    if (centre.machines().isDead(node)) {
      execute(new Command.SetNodeState(node, NodeState.DOWN, "proven dead"));
      centre.machines().revive(node);
    }
    if (!unseen.containsKey(node)) {
      execute(new Command.SetNodeState(node, NodeState.READY, ""));
    }
  }

  private void nodeVanishes() {
    var node = anyNode();
    if (!centre.machines().isDead(node) && centre.state().fleet().contains(node)) {
      centre.machines().hide(node);
      unseen.put(node, centre.clock());
      execute(new Command.SetNodeState(node, NodeState.UNKNOWN, "no answer"));
    }
  }

  private void nodeIsSeenAgain() {
    if (!unseen.isEmpty()) {
      seeAgain(demands.pick(List.copyOf(unseen.keySet())));
    }
  }

  private void seeAgain(NodeId node) {
    unseen.remove(node);
    centre.machines().show(node, centre.clock());
    execute(new Command.SetNodeState(node, NodeState.READY, ""));
  }

  private void drainOrCordon() {
    var node = anyNode();
    if (!unseen.containsKey(node) && !centre.machines().isDead(node)) {
      var state = chance(50) ? NodeState.DRAINING : NodeState.CORDONED;
      execute(new Command.SetNodeState(node, state, "service"));
    }
  }

  private void addNode() {
    execute(new Command.AddNode(RandomSupply.node(random, nodesEver++)));
  }

  private void cancelMaintenance() {
    var plans = List.copyOf(centre.state().maintenances().keySet());
    if (!plans.isEmpty()) {
      execute(new Command.CancelMaintenance(demands.pick(plans)));
    }
  }

  /// Another server takes over: it replays the journal's bytes, and repeats the effects of what may
  /// not have been carried out.
  private void changeLeader() {
    var successor = replica.follow(centre.journal(), centre.state());
    StateInvariants.check(successor);
    centre.succeed(new Engine(successor));
    replica.keepCopy();
    var live = new TreeSet<AttemptId>();
    centre.state().running().forEach(job -> live.add(job.attempt().orElseThrow().id()));
    for (var stamped : centre.journal()) {
      if (stamped.event() instanceof Event.AttemptPlaced placed
          && live.contains(placed.attempt())) {
        centre.machines().accept(stamped);
      }
    }
  }

  /// A command that cannot be right is refused and changes nothing.
  private void badCommand() {
    var before = chance(20) ? centre.state().toText() : null;
    requireRefused(BadCommands.next(random, centre.state()), before);
  }

  private void requireRefused(Command command, @Nullable String before) {
    int events = centre.journal().size();
    var answer = centre.execute(command);
    boolean isUntouched = before == null || before.equals(centre.state().toText());
    if (!(answer instanceof Answer.Refused) || events != centre.journal().size() || !isUntouched) {
      throw new IllegalStateException(command + " must be refused and change nothing: " + answer);
    }
    refused++;
  }

  private void execute(Command command) {
    int events = centre.journal().size();
    var answer = centre.execute(command);
    if (answer instanceof Answer.Refused && events != centre.journal().size()) {
      throw new IllegalStateException(command + " was refused and must change nothing.");
    }
    refused += answer instanceof Answer.Refused ? 1 : 0;
    centre.execute(new Command.Advance());
  }

  private JobId anyJob() {
    var live = List.copyOf(centre.state().jobs().keySet());
    return live.isEmpty() ? new JobId(1) : demands.pick(live);
  }

  private NodeId anyNode() {
    return Optional.of(centre.state().fleet().nodes())
        .filter(nodes -> !nodes.isEmpty())
        .map(nodes -> demands.pick(nodes).spec().id())
        .orElseGet(() -> RandomSupply.nodeId(0));
  }

  private boolean chance(int percent) {
    return demands.chance(percent);
  }
}
