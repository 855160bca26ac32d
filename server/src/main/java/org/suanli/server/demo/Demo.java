package org.suanli.server.demo;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.suanli.api.Amount;
import org.suanli.api.Jobs;
import org.suanli.api.Money;
import org.suanli.api.Paths;
import org.suanli.api.Prices;
import org.suanli.api.Supply;
import org.suanli.server.wiring.Server;

/// Two organizations, one machine, one failure; told as it happens.
public final class Demo {
  private static final int OCEAN_STEPS = 320;
  private static final int RIVER_STEPS = 100;
  private static final Amount GRANT = new Amount(Amount.Unit.PFLOPS_HOURS, "0.001");
  private static final Money PRICE = new Money(Money.YUAN, "12");

  private final Server server;
  private final Path home;
  private final Path folder;
  private final Instant began;
  private final Narration narration;
  private final Party operator;

  /// @param home the project's folder, where the example was built
  /// @param folder that the demo may write to
  public Demo(Server server, Path home, Path folder, PrintWriter out) {
    this.server = server;
    this.home = home;
    this.folder = folder;
    var clock = server.part(InstantSource.class);
    began = clock.instant();
    narration = new Narration(out, clock);
    operator = Party.operator(server);
  }

  /// Tells the whole story.
  ///
  /// @return whether all closing checks hold
  public boolean run() {
    var ocean = Party.organization(server, operator, "ocean");
    var river = Party.organization(server, operator, "river");
    say("Portal: " + server.address());
    say("  Each link signs in once:");
    for (var party : List.of(operator, ocean, river)) {
      say(
          "  %-16s %s"
              .formatted(
                  party == operator ? "operator" : "member of " + party.name(), party.link()));
    }

    narration.stage("Two organizations get allocations");
    operator.openProgramme();
    operator.client().post(Paths.PRICES, new Prices.NewPrice(PRICE));
    equip(ocean, 2);
    equip(river, 0);

    narration.stage("Each submits a training of two ranks; only one fits");
    var workload = Workload.pack(home, folder);
    var train = submit(ocean, workload, workload.jobFile("tiny-gpt", OCEAN_STEPS, "8m"));
    narration.await("ocean's training runs", () -> isIn(ocean, train, Jobs.State.RUNNING));
    var wait = submit(river, workload, workload.jobFile("tiny-gpt-small", RIVER_STEPS, "5m"));
    var promised = tellWhy(river, wait);

    narration.stage("A node fails under the training");
    failUnder(ocean, train);

    narration.stage("The training ends");
    narration.await("ocean's training succeeds", () -> isIn(ocean, train, Jobs.State.SUCCEEDED));
    tellTraining(ocean.client(), train);

    narration.stage("The job that waited runs");
    narration.await("river's training starts", () -> started(river, wait) > 0);
    tellStart(river, wait, promised);
    narration.await("river's training succeeds", () -> isIn(river, wait, Jobs.State.SUCCEEDED));

    var checks = new Checks(server, operator.client(), began.truncatedTo(ChronoUnit.HOURS));
    narration.stage("The books: the statement of ocean");
    Bill.lines(checks.statement("ocean")).forEach(line -> say("  " + line));

    narration.stage("Five checks; to repeat them, first:");
    say(
        "  export SUANLI_SERVER=%s SUANLI_TOKEN=%s"
            .formatted(server.address(), operator.client().token()));
    return checks.run(List.of(train, wait), narration::say);
  }

  private void equip(Party party, int guaranteed) {
    party.equip(operator, began, GRANT, guaranteed);
    say(
        "  %s: %s PFLOPS-hours for 30 days%s"
            .formatted(
                party.name(),
                GRANT.amount(),
                guaranteed > 0 ? ", " + guaranteed + " accelerators guaranteed" : ""));
  }

  private String submit(Party party, Workload workload, String file) {
    party.client().upload(Paths.of(Paths.CODE, workload.sha256()), workload.archive());
    var job =
        party
            .client()
            .post(Paths.JOBS, new Jobs.Submission(party.project(), file), Jobs.Submitted.class)
            .job()
            .job();
    say("  " + party.name() + " submitted " + job);
    return job;
  }

  private Instant tellWhy(Party party, String job) {
    var promised =
        narration.awaitValue(
            "river's job is told when it starts",
            () -> Optional.ofNullable(explanation(party, job).promisedAt()));
    var explained = explanation(party, job);
    if (explained.reason() != null) {
      say("  " + job + " waits: " + explained.reason().sentence());
      say("    " + explained.reason().remedy());
    }
    say("    promised to start at " + narration.when(promised) + ", or sooner");
    if (explained.forecast() != null) {
      say("    forecast to start at " + narration.when(explained.forecast().startsAt()));
    }
    return promised;
  }

  /// Kills a node under the last rank once there is a checkpoint to return to.
  private void failUnder(Party party, String job) {
    narration.await("its first checkpoint is saved", () -> hasEvent(party, job, "CheckpointSaved"));
    var node = lastNode(party, job);
    operator
        .client()
        .post(
            Paths.of(Paths.NODE_FAULTS, "host", node),
            new Supply.Fault(Supply.FaultKind.CRASH, null));
    say("  injected: " + node + " stops answering, everything on it is killed");
    narration.await(
        "the failure is detected and proven", () -> nodeState(node) == Supply.NodeState.DOWN);
    narration.await("the training runs again on other nodes", () -> started(party, job) == 2);
    narration.await(
        "it resumed from its checkpoint",
        () -> log(party.client(), job, 2).contains("\"resumed\":"));
  }

  private static Jobs.Explanation explanation(Party party, String job) {
    return party.client().get(Paths.of(Paths.JOB_EXPLANATION, job), Jobs.Explanation.class);
  }

  private static Jobs.JobDetail detail(Client client, String job) {
    return client.get(Paths.of(Paths.JOB, job), Jobs.JobDetail.class);
  }

  /// @throws IllegalStateException if it ended otherwise
  private static boolean isIn(Party party, String job, Jobs.State state) {
    var now = detail(party.client(), job).job();
    if (now.state().isTerminal() && now.state() != state) {
      throw new IllegalStateException(
          job + " ended as " + now.state() + " (" + now.outcome() + "), not as " + state + ".");
    }
    return now.state() == state;
  }

  /// How many of its attempts have started.
  private static int started(Party party, String job) {
    return (int)
        detail(party.client(), job).attempts().stream()
            .filter(attempt -> attempt.startedAt() != null)
            .count();
  }

  private static boolean hasEvent(Party party, String job, String kind) {
    for (var event : party.client().get(Paths.of(Paths.JOB_TIMELINE, job)).path("items")) {
      if (event.path("kind").asString().equals(kind)) {
        return true;
      }
    }
    return false;
  }

  /// Where the last rank of the job's present attempt runs.
  private static String lastNode(Party party, String job) {
    var attempt = detail(party.client(), job).attempts().getFirst();
    var node = attempt.tasks().getLast().node();
    return node.substring(node.indexOf('/') + 1);
  }

  private Supply.NodeState nodeState(String node) {
    return operator.client().get(Paths.of(Paths.NODE, "host", node), Supply.Node.class).state();
  }

  static String log(Client client, String job, int attempt) {
    var text = new StringBuilder();
    long offset = 0;
    while (true) {
      var chunk =
          client.get(
              Paths.of(Paths.JOB_LOGS, job) + "?attempt=" + attempt + "&task=0&offset=" + offset,
              Jobs.LogChunk.class);
      text.append(chunk.text());
      if (chunk.next() <= offset) {
        return text.toString();
      }
      offset = chunk.next();
    }
  }

  private void tellTraining(Client client, String job) {
    var log = log(client, job, 1) + log(client, job, 2);
    var curve = Curve.of(log);
    say("  loss " + curve.first() + " -> " + curve.last() + "  " + curve.sparkline());
    curve.closing().forEach(line -> say("  " + line));
    var tasks = new ArrayList<String>();
    for (var attempt : detail(client, job).attempts().reversed()) {
      tasks.add(attempt.attempt() + " " + attempt.outcome());
    }
    say("  attempts: " + String.join(", ", tasks));
  }

  private void tellStart(Party party, String job, Instant promised) {
    var started = detail(party.client(), job).attempts().getLast().placedAt();
    var early = Duration.between(started, promised);
    say(
        "  promised at %s, started at %s: %s"
            .formatted(
                narration.clockTime(promised),
                narration.clockTime(started),
                early.isNegative()
                    ? Narration.span(early.negated()) + " late"
                    : Narration.span(early)
                        + " sooner, since the training did not need its whole time limit"));
  }

  private void say(String line) {
    narration.say(line);
  }
}
