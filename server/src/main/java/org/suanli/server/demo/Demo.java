package org.suanli.server.demo;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.suanli.api.Allocations;
import org.suanli.api.Amount;
import org.suanli.api.Jobs;
import org.suanli.api.Members;
import org.suanli.api.Money;
import org.suanli.api.Paths;
import org.suanli.api.Prices;
import org.suanli.api.Supply;
import org.suanli.api.Tenants;
import org.suanli.api.Window;
import org.suanli.core.units.MemberId;
import org.suanli.server.identity.Principal;
import org.suanli.server.identity.SignIn;
import org.suanli.server.identity.Tokens;
import org.suanli.server.wiring.Server;

/// Two organizations, one machine, one failure; told as it happens.
public final class Demo {
  private static final String OCEAN = "ocean";
  private static final String RIVER = "river";
  private static final int OCEAN_STEPS = 320;
  private static final int RIVER_STEPS = 100;
  private static final long STAGE_SECONDS_MAX = 480;
  private static final long LOOK_MILLIS = 250;

  private final Server server;
  private final Path home;
  private final Path folder;
  private final PrintWriter out;
  private final Client operator;
  private final Instant began;
  private final long beganNanos = System.nanoTime();

  /// @param home the project's folder, where the example was built
  /// @param folder that the demo may write to
  public Demo(Server server, Path home, Path folder, PrintWriter out) {
    this.server = server;
    began = server.part(InstantSource.class).instant();
    this.home = home;
    this.folder = folder;
    this.out = out;
    operator = new Client(server.address(), token(new MemberId(1)));
  }

  private String token(MemberId member) {
    return server
        .part(Tokens.class)
        .issue(member, "demo", List.of(Principal.Scope.ALL), Duration.ofDays(1))
        .secret();
  }

  /// Tells the whole story.
  ///
  /// @return whether all closing checks hold
  public boolean run() {
    say("Portal: " + server.address());
    say("  as the operator:       " + link(new MemberId(1)));
    var ocean = member(OCEAN);
    var river = member(RIVER);

    stage("Two organizations get allocations");
    setUp(OCEAN, 2);
    setUp(RIVER, 0);
    say("  as a member of ocean:  " + link(ocean));
    say("  as a member of river:  " + link(river));
    var first = submitter(ocean);
    var second = submitter(river);

    stage("Each submits a training of two ranks; only one fits");
    var workload = Workload.pack(home, folder);
    first.upload(Paths.of(Paths.CODE, workload.sha256()), workload.archive());
    second.upload(Paths.of(Paths.CODE, workload.sha256()), workload.archive());
    var train = submit(first, OCEAN, workload.jobFile("tiny-gpt", OCEAN_STEPS, "8m"));
    await("ocean's training runs", () -> isIn(first, train, Jobs.State.RUNNING));
    var wait = submit(second, RIVER, workload.jobFile("tiny-gpt-small", RIVER_STEPS, "5m"));
    var promised = tellWhy(second, wait);

    stage("A node fails under the training");
    await("its first checkpoint is saved", () -> hasEvent(first, train, "CheckpointSaved"));
    var node = lastNode(first, train);
    operator.post(
        Paths.of(Paths.NODE_FAULTS, "host", node), new Supply.Fault(Supply.FaultKind.CRASH, null));
    say("  injected: " + node + " stops answering, everything on it is killed");
    await("the failure is detected and proven", () -> nodeState(node) == Supply.NodeState.DOWN);
    await("the training runs again on other nodes", () -> attempts(first, train) == 2);
    await("it resumed from its checkpoint", () -> log(first, train, 2).contains("\"resumed\":"));

    stage("The training ends");
    await("ocean's training succeeds", () -> isIn(first, train, Jobs.State.SUCCEEDED));
    tellTraining(first, train);

    stage("The job that waited runs");
    await("river's training starts", () -> attempts(second, wait) > 0);
    tellStart(second, wait, promised);
    await("river's training succeeds", () -> isIn(second, wait, Jobs.State.SUCCEEDED));

    stage("The books");
    var checks = new Checks(server, operator, began.truncatedTo(ChronoUnit.HOURS));
    checks.statement(OCEAN).lines().forEach(line -> say("  " + line));

    stage("Five checks; to repeat them, first:");
    say("  export SUANLI_SERVER=" + server.address() + " SUANLI_TOKEN=" + operator.token());
    return checks.run(List.of(train, wait), this::say);
  }

  private MemberId member(String organization) {
    operator.put(Paths.of(Paths.ORGANIZATION, organization), new Tenants.OrganizationChange(1));
    var created =
        operator.post(
            Paths.MEMBERS,
            new Members.NewMember(
                "Member of " + organization, null, Members.Role.ADMIN, organization),
            Members.CreatedMember.class);
    return new MemberId(Long.parseLong(created.member().member().replace("member-", "")));
  }

  private Client submitter(MemberId member) {
    return new Client(server.address(), token(member));
  }

  private String link(MemberId member) {
    return server.address()
        + "/sign-in/"
        + server.part(SignIn.class).invite(member).secret().text();
  }

  private void setUp(String organization, int guaranteed) {
    if (organization.equals(OCEAN)) {
      operator.put(Paths.of(Paths.PROGRAMME, "vouchers"), new Allocations.Programme("vouchers"));
      operator.post(Paths.PRICES, new Prices.NewPrice(new Money(Money.YUAN, "12")));
    }
    operator.post(Paths.of(Paths.PROJECTS, organization), new Tenants.NewProject("language"));
    operator.put(
        Paths.of(Paths.ORGANIZATION_QUOTA, organization),
        new Tenants.Quota(guaranteed * 1_000L, null));
    var from = began.truncatedTo(ChronoUnit.HOURS);
    operator.post(
        Paths.ALLOCATIONS,
        new Allocations.NewAllocation(
            organization,
            null,
            "vouchers",
            null,
            null,
            new Amount(Amount.Unit.PFLOPS_HOURS, "1"),
            new Window(from, from.plus(Duration.ofDays(30)))));
    say(
        "  "
            + organization
            + ": 1 PFLOPS-hour for 30 days"
            + (guaranteed > 0 ? ", " + guaranteed + " accelerators guaranteed" : ""));
  }

  private String submit(Client client, String organization, String file) {
    var job =
        client
            .post(
                Paths.JOBS,
                new Jobs.Submission(organization + "/language", file),
                Jobs.Submitted.class)
            .job()
            .job();
    say("  " + organization + " submitted " + job);
    return job;
  }

  private Instant tellWhy(Client client, String job) {
    var promised =
        awaitValue(
            "river's job is told when it starts",
            () -> Optional.ofNullable(explanation(client, job).promisedAt()));
    var explained = explanation(client, job);
    if (explained.reason() != null) {
      say("  " + job + " waits: " + explained.reason().sentence());
      say("    " + explained.reason().remedy());
    }
    say("    promised to start by " + promised);
    if (explained.forecast() != null) {
      say("    expected to start at " + explained.forecast().startsAt());
    }
    return promised;
  }

  private static Jobs.Explanation explanation(Client client, String job) {
    return client.get(Paths.of(Paths.JOB_EXPLANATION, job), Jobs.Explanation.class);
  }

  private static Jobs.JobDetail detail(Client client, String job) {
    return client.get(Paths.of(Paths.JOB, job), Jobs.JobDetail.class);
  }

  /// @throws IllegalStateException if it ended otherwise
  private static boolean isIn(Client client, String job, Jobs.State state) {
    var now = detail(client, job).job();
    if (now.state().isTerminal() && now.state() != state) {
      throw new IllegalStateException(
          job + " ended as " + now.state() + " (" + now.outcome() + "), not as " + state + ".");
    }
    return now.state() == state;
  }

  private static int attempts(Client client, String job) {
    return (int)
        detail(client, job).attempts().stream()
            .filter(attempt -> attempt.startedAt() != null)
            .count();
  }

  private static boolean hasEvent(Client client, String job, String kind) {
    for (var event : client.get(Paths.of(Paths.JOB_TIMELINE, job)).path("items")) {
      if (event.path("kind").asString().equals(kind)) {
        return true;
      }
    }
    return false;
  }

  /// Where the last rank of the job's present attempt runs.
  private static String lastNode(Client client, String job) {
    var node = detail(client, job).attempts().getFirst().tasks().getLast().node();
    return node.substring(node.indexOf('/') + 1);
  }

  private Supply.NodeState nodeState(String node) {
    return operator.get(Paths.of(Paths.NODE, "host", node), Supply.Node.class).state();
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
    for (var attempt : detail(client, job).attempts()) {
      tasks.add(attempt.attempt() + " " + attempt.outcome());
    }
    say("  attempts: " + String.join(", ", tasks));
  }

  private void tellStart(Client client, String job, Instant promised) {
    var started = detail(client, job).attempts().getLast().placedAt();
    var early = Duration.between(started, promised);
    say("  promised by " + promised + ", started at " + started);
    say(
        early.isNegative()
            ? "  late by " + early.negated().toSeconds() + " s"
            : "  " + early.toSeconds() + " s before the promise");
  }

  private void await(String what, Supplier<Boolean> condition) {
    awaitValue(what, () -> condition.get() ? Optional.of(true) : Optional.<Boolean>empty());
  }

  /// Looks until there is something; says what came and when.
  private <T> T awaitValue(String what, Supplier<Optional<T>> look) {
    long deadline = System.nanoTime() + Duration.ofSeconds(STAGE_SECONDS_MAX).toNanos();
    while (System.nanoTime() < deadline) {
      var value = look.get();
      if (value.isPresent()) {
        say("  " + elapsed() + "  " + what);
        return value.get();
      }
      pause();
    }
    throw new IllegalStateException(
        "After " + STAGE_SECONDS_MAX + " s this must have happened: " + what + ".");
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The demo was interrupted.", e);
    }
  }

  private void stage(String title) {
    say("");
    say(elapsed() + "  " + title);
  }

  private String elapsed() {
    var seconds = BigDecimal.valueOf((System.nanoTime() - beganNanos) / 100_000_000, 1);
    return "[%6s s]".formatted(seconds.toPlainString());
  }

  private void say(String line) {
    out.println(line);
    out.flush();
  }
}
