package org.suanli.server.portal;

import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Grant;
import org.suanli.core.allocation.Quota;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.spec.JobFile;
import org.suanli.core.supply.ClusterSpec;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.supply.NodeState;
import org.suanli.core.units.Amount;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.Money;
import org.suanli.core.units.NodeId;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProgrammeId;
import org.suanli.core.units.ProjectId;
import org.suanli.core.units.Window;
import org.suanli.server.jobfile.JobFileText;
import org.suanli.server.journal.Journal;
import org.suanli.server.journal.JournalSeat;
import org.suanli.server.journal.Leadership;
import org.suanli.server.loop.Projections;
import org.suanli.server.wiring.DataFolder;
import org.suanli.simulation.Centre;
import org.suanli.simulation.Script;

/// A day of a centre of two makes, lived through under a virtual clock that ends now, and left in a
/// data folder for a real server: jobs in every state, nodes in every state, and their books.
///
/// Nothing answers for its clusters afterwards, so that what ran at the end stays as it was.
final class SampleCentre {
  private static final Duration DAY = Duration.ofHours(24);
  private static final long PFLOPS_HOUR = 1_000_000_000L;
  private static final long CARD_HOUR = 3_600_000_000L;
  private static final ProgrammeId VOUCHERS = new ProgrammeId("vouchers-2026");

  private final TreeMap<JobId, Script> scripts = new TreeMap<>();
  private final List<JobFile> files = new ArrayList<>();
  private final Centre centre;

  private SampleCentre(Instant end) {
    var start = end.minus(DAY);
    centre =
        new Centre(
            start,
            placed -> scripts.getOrDefault(placed.attempt().job(), runs(Duration.ofHours(40))));
  }

  private static Script runs(Duration time) {
    return Script.runs(time).checkpointsEvery(Duration.ofMinutes(30));
  }

  /// Makes the folder's database and leaves the day in it.
  static void leaveIn(Path data) throws SQLException, InterruptedException {
    var sample = new SampleCentre(InstantSource.system().instant());
    sample.attach();
    sample.grant();
    sample.liveThroughTheDay();
    try (var held = DataFolder.hold(data, Optional.empty())) {
      held.database().migrate();
      var jdbc = JdbcClient.create(held.database().pool());
      for (var file : sample.files) {
        sample.keep(jdbc, file);
      }
      var leadership = new Leadership(held.database(), "sample", Duration.ofMinutes(1));
      var seat =
          new JournalSeat(
              leadership, new Journal(held.database()), Projections::write, InstantSource.system());
      try (var term = seat.take()) {
        term.append(sample.centre.journal());
      }
    }
  }

  private void keep(JdbcClient jdbc, JobFile file) {
    jdbc.sql(
            """
            INSERT INTO job_spec (digest, name, canonical, kept_at)
            VALUES (:digest, :name, :canonical, :at) ON CONFLICT DO NOTHING
            """)
        .param("digest", file.digest())
        .param("name", file.name())
        .param("canonical", file.toCanonicalJson())
        .param("at", Timestamp.from(centre.clock()))
        .update();
  }

  private void attach() {
    attach("east", ClusterSpec.Kind.SLURM, new Nodes("Ascend 910B3", 12, 192, 1_536));
    attach("west", ClusterSpec.Kind.KUBERNETES, new Nodes("MetaX C500 OAM", 6, 128, 1_024));
    for (int node = 0; node < 2; node++) {
      add("west", "x" + node, new Nodes("Hygon BW1000", 2, 96, 768));
    }
    centre.accept(new Command.PublishPrice(new Money(1_200_000)));
  }

  private record Nodes(String model, int count, long cpus, long memoryGib) {}

  private void attach(String cluster, ClusterSpec.Kind kind, Nodes nodes) {
    centre.accept(
        new Command.AttachCluster(
            new ClusterSpec(new ClusterId(cluster), "harbour-road", kind, true, false)));
    for (int node = 0; node < nodes.count(); node++) {
      add(cluster, "n%02d".formatted(node), nodes);
    }
  }

  private void add(String cluster, String name, Nodes nodes) {
    centre.accept(
        new Command.AddNode(
            new NodeSpec(
                new NodeId(new ClusterId(cluster), name),
                "block-1",
                "rack-" + (Math.floorMod(name.hashCode(), 3) + 1),
                new ModelName(nodes.model()),
                8,
                new MilliCpus(nodes.cpus() * 1_000),
                new Bytes(nodes.memoryGib() << 30))));
  }

  private void grant() {
    centre.accept(new Command.OpenProgramme(VOUCHERS));
    for (var organization : List.of("harbour", "ocean", "river")) {
      var id = new OrganizationId(organization);
      centre.accept(new Command.SetOrganization(id, 1));
      centre.accept(new Command.AddProject(new ProjectId(id, "language")));
      centre.accept(new Command.AddProject(new ProjectId(id, "vision")));
    }
    var day = new Window(centre.clock(), centre.clock().plus(Duration.ofDays(90)));
    pflopsHours("ocean", 1_800, day);
    pflopsHours("river", 400, day);
    pflopsHours("river", 1, new Window(day.from(), day.from().plus(Duration.ofHours(20))));
    pflopsHours("ocean", 5_000, new Window(day.until(), day.until().plus(Duration.ofDays(90))));
    grant(
        "harbour",
        new Grant.CardHours(
            List.of(new ModelName("Ascend 910B3"), new ModelName("MetaX C500 OAM")),
            new Amount(Amount.Unit.MILLI_ACCELERATOR_MILLIS, 1_500 * CARD_HOUR)),
        day);
    centre.accept(
        new Command.SetQuota(
            new Allocation.Owner.OfOrganization(new OrganizationId("ocean")),
            new Quota(new MilliAccelerators(32_000), Limit.unlimited())));
    centre.accept(
        new Command.SetQuota(
            new Allocation.Owner.OfOrganization(new OrganizationId("harbour")),
            new Quota(new MilliAccelerators(8_000), Limit.atMost(new MilliAccelerators(24_000)))));
  }

  private void pflopsHours(String organization, long amount, Window window) {
    grant(
        organization,
        new Grant.PflopsHours(new Amount(Amount.Unit.NANO_PFLOPS_HOURS, amount * PFLOPS_HOUR)),
        window);
  }

  private void grant(String organization, Grant grant, Window window) {
    centre.accept(
        new Command.GrantAllocation(
            new Allocation.Owner.OfOrganization(new OrganizationId(organization)),
            VOUCHERS,
            Optional.empty(),
            grant,
            window));
  }

  private void liveThroughTheDay() {
    submit("ocean/language", job("pretrain-7b", "910B3:8", 4) + "retries: 3\n", hours(9));
    submit("ocean/language", job("tokenize-news", "910B3:1", 1), minutes(50));
    submit("harbour/vision", job("detect-cracks", "C500:8", 2), hours(5));
    centre.run(hours(2));
    submit("river/vision", job("ocr-finetune", "910B3:8", 2), hours(7));
    submit("river/language", job("bad-import", "910B3:2", 1), minutes(3), 1);
    submit("harbour/language", job("sentiment", "C500:4", 1), hours(3));
    centre.run(hours(3));
    var changed = submit("ocean/vision", job("ablation-a", "C500:8", 2), hours(9));
    submit("ocean/language", job("evaluate-7b", "910B3:4", 1), minutes(95));
    centre.run(hours(1));
    centre.accept(new Command.Cancel(changed));
    submit("harbour/vision", job("depth-maps", "C500:8", 2), hours(8));
    fail("east", "n02", hours(1));
    submit("river/language", job("translate", "910B3:8", 3) + "priority_class: spot\n", hours(6));
    centre.run(hours(4));
    submit("ocean/vision", job("segment", "910B3:8", 2), hours(5));
    submit("harbour/language", job("distil", "C500:8", 1), hours(4), 137);
    centre.run(hours(6));
    endTheDay();
  }

  private void endTheDay() {
    submit(
        "ocean/language",
        job("pretrain-13b", "910B3:8", 6) + "checkpoint: {path: saved, interval: 30m}\n",
        hours(40));
    submit("river/vision", job("video-captions", "910B3:8", 2), hours(30));
    submit("harbour/vision", job("bridge-scan", "C500:8", 2), hours(30));
    submit("ocean/vision", job("notebook", "C500:1", 1), hours(30));
    centre.run(hours(3));
    fail("east", "n01", hours(1));
    state("east", "n10", NodeState.DRAINING, "firmware 24.1 is due");
    state("west", "n05", NodeState.CORDONED, "link errors on port 3");
    state("west", "n04", NodeState.DOWN, "power supply failed");
    centre.accept(new Command.ReportForeignUse(new NodeId(new ClusterId("west"), "n03"), 4));
    submit("river/language", job("summaries", "910B3:8", 5), hours(6));
    submit("river/language", job("summaries-small", "910B3:8", 4), hours(6));
    submit("harbour/language", job("rank-offers", "C500:8", 2), hours(2));
    submit("ocean/vision", job("sweep-lr-1e-4", "910B3:8", 8), hours(2));
    submit("ocean/vision", job("sweep-lr-3e-4", "910B3:8", 8), hours(2));
    submit("ocean/vision", job("sweep-lr-1e-3", "910B3:8", 8), hours(2));
    centre.run(Duration.between(centre.clock(), InstantSource.system().instant()));
  }

  private static Duration hours(long count) {
    return Duration.ofHours(count);
  }

  private static Duration minutes(long count) {
    return Duration.ofMinutes(count);
  }

  private static String job(String name, String accelerators, int nodes) {
    return """
    name: %s
    command: python train.py
    accelerators: %s
    nodes: %d
    time_limit: 2d
    """
        .formatted(name, accelerators, nodes);
  }

  private JobId submit(String project, String text, Duration runs) {
    return submit(project, text, runs, 0);
  }

  private JobId submit(String project, String text, Duration runs, int exitCode) {
    var models = List.of("Ascend 910B3", "MetaX C500 OAM", "Hygon BW1000");
    var parsed = JobFileText.parse(text, models.stream().map(ModelName::new).toList());
    var file =
        switch (parsed) {
          case JobFile.Parsed.Ok(var ok) -> ok;
          case JobFile.Parsed.Bad(var violations) ->
              throw new AssertionError(violations.toString());
        };
    files.add(file);
    int slash = project.indexOf('/');
    var id =
        new ProjectId(
            new OrganizationId(project.substring(0, slash)), project.substring(slash + 1));
    var submitted =
        (Event.JobSubmitted)
            centre.accept(new Command.Submit(id, file.demand(), file.digest())).getFirst();
    scripts.put(submitted.job(), runs(runs).exits(exitCode));
    centre.accept(new Command.Advance());
    return submitted.job();
  }

  /// A node dies, and comes back after a while.
  private void fail(String cluster, String name, Duration until) {
    var node = new NodeId(new ClusterId(cluster), name);
    centre.machines().die(node);
    state(cluster, name, NodeState.DOWN, "its machine answers no more");
    centre.run(until);
    centre.machines().revive(node);
    state(cluster, name, NodeState.READY, "");
  }

  private void state(String cluster, String name, NodeState state, String reason) {
    centre.accept(
        new Command.SetNodeState(new NodeId(new ClusterId(cluster), name), state, reason));
    centre.accept(new Command.Advance());
  }
}
