package org.suanli.simulation.oracle;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.suanli.core.units.ClusterId;
import org.suanli.simulation.fleet.FleetPlan;
import org.suanli.simulation.fleet.VirtualClusters;
import org.suanli.simulation.report.Summary;
import org.suanli.simulation.run.Progress;
import org.suanli.simulation.run.Settings;
import org.suanli.simulation.run.Simulation;
import org.suanli.simulation.run.Trials;
import org.suanli.simulation.trace.Findings;
import org.suanli.simulation.trace.Names;
import org.suanli.simulation.trace.Table;
import org.suanli.simulation.trace.TraceFile;
import org.suanli.simulation.trace.TraceFormat;
import org.suanli.simulation.trace.Workload;

/// What HeliosArtifact's simulator gives for two months of Philly, each virtual cluster alone:
/// first come and shortest first, nothing passing a blocked job. Source: Hu et al.,
/// "Characterization and prediction of deep learning workloads in large-scale GPU datacenters" (SC
/// 2021).
public final class PhillyOracle {
  private static final Instant FROM = Instant.parse("2017-10-01T00:00:00Z");
  private static final Duration WINDOW = Duration.ofDays(61).minusSeconds(60);
  private static final List<String> COLUMNS =
      List.of("policy", "vc", "jobs", "mean_completion_s", "mean_queue_s");
  private static final int JOBS_MAX = 1_000_000;

  private final Path folder;

  /// One virtual cluster under one policy.
  public record Row(
      String policy, ClusterId cluster, long jobs, double meanCompletion, double meanQueue) {

    /// Whether two rows tell the same, times to a hundredth of a second.
    public boolean isSame(Row other) {
      return policy.equals(other.policy)
          && cluster.equals(other.cluster)
          && jobs == other.jobs
          && Math.abs(meanCompletion - other.meanCompletion) <= TOLERANCE
          && Math.abs(meanQueue - other.meanQueue) <= TOLERANCE;
    }

    /// A hundredth, and what a printed number is rounded by.
    private static final double TOLERANCE = 0.01;
  }

  /// Prints the published rows beside the simulated ones. Exit codes: 0 all are the same, 1 some
  /// differ, 2 no traces.
  public static void main(String[] arguments) {
    System.exit(
        Traces.folder().map(folder -> new PhillyOracle(folder).print(System.out)).orElse(2));
  }

  private int print(PrintStream out) {
    var simulated = simulated(Progress.NONE);
    var published = published();
    out.println("                          published               simulated");
    out.println("policy  cluster    jobs   completion      queue   completion      queue");
    int same = 0;
    for (int index = 0; index < published.size(); index++) {
      var want = published.get(index);
      var is = simulated.get(index);
      same += is.isSame(want) ? 1 : 0;
      out.printf(
          "%-6s  %-8s %6d  %11.2f %10.2f  %11.2f %10.2f%s%n",
          is.policy(),
          is.cluster(),
          is.jobs(),
          want.meanCompletion(),
          want.meanQueue(),
          is.meanCompletion(),
          is.meanQueue(),
          is.isSame(want) ? "" : "  DIFFERS");
    }
    out.printf("%d of %d rows are the same to 0.01 s%n", same, published.size());
    return same == published.size() && same == simulated.size() ? 0 : 1;
  }

  /// @param folder with `philly/` and `reference/`
  public PhillyOracle(Path folder) {
    this.folder = folder;
  }

  /// The rows that the reference gives, in its order.
  public List<Row> published() {
    var rows = new ArrayList<Row>();
    var table = new Table(folder.resolve("reference/helios_philly.csv"), ',', COLUMNS);
    var findings = new Findings(table.name(), false);
    table.forEach(
        findings,
        row ->
            rows.add(
                new Row(
                    row.text("policy"),
                    Names.cluster(row.text("vc")),
                    row.whole("jobs", 0, JOBS_MAX),
                    Double.parseDouble(row.text("mean_completion_s")),
                    Double.parseDouble(row.text("mean_queue_s")))));
    findings.requireNone();
    return rows;
  }

  /// The same rows by this engine.
  public List<Row> simulated(Progress progress) {
    var fleet = VirtualClusters.read(file("philly/vc.csv"));
    var workloads = byCluster(workload(fleet));
    var policies = new LinkedHashMap<String, Settings>();
    policies.put("fifo", Settings.FIRST_COME);
    policies.put("sjf", Settings.SHORTEST_FIRST);
    var simulations = new ArrayList<Simulation>();
    policies.forEach(
        (_, settings) ->
            fleet
                .clusters()
                .forEach(
                    cluster ->
                        simulations.add(
                            new Simulation(
                                Objects.requireNonNull(workloads.get(cluster.id())),
                                fleet.only(cluster.id()),
                                settings))));
    var trials = Trials.run(simulations, progress).iterator();
    var rows = new ArrayList<Row>();
    for (var policy : policies.keySet()) {
      for (var cluster : fleet.clusters()) {
        var summary = Summary.of(trials.next());
        rows.add(
            new Row(
                policy,
                cluster.id(),
                summary.jobs(),
                summary.completed().meanSeconds(),
                summary.queued().meanSeconds()));
      }
    }
    return rows;
  }

  private TraceFile file(String name) {
    return new TraceFile(folder.resolve(name), false);
  }

  /// What was submitted in two months to the virtual clusters that the fleet has.
  private Workload workload(FleetPlan fleet) {
    var known =
        TraceFormat.PHILLY
            .read(file("philly/jobs.csv"))
            .where(job -> !job.submittedAt().isBefore(FROM))
            .where(job -> job.owner().partition().filter(fleet::has).isPresent());
    var until = known.jobs().getFirst().submittedAt().plus(WINDOW);
    return known.where(job -> !job.submittedAt().isAfter(until));
  }

  private static HashMap<ClusterId, Workload> byCluster(Workload workload) {
    var byCluster = new HashMap<ClusterId, Workload>();
    workload.jobs().stream()
        .map(job -> job.owner().partition().orElseThrow())
        .distinct()
        .forEach(
            cluster ->
                byCluster.put(
                    cluster,
                    workload.where(job -> job.owner().partition().orElseThrow().equals(cluster))));
    return byCluster;
  }
}
