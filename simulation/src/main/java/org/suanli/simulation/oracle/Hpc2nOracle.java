package org.suanli.simulation.oracle;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.suanli.core.scheduling.Policy;
import org.suanli.core.units.ClusterId;
import org.suanli.simulation.fleet.FleetPlan;
import org.suanli.simulation.run.Life;
import org.suanli.simulation.run.Progress;
import org.suanli.simulation.run.Settings;
import org.suanli.simulation.run.Simulation;
import org.suanli.simulation.run.Trials;
import org.suanli.simulation.trace.TraceFile;
import org.suanli.simulation.trace.TraceFormat;

/// The first jobs of HPC2N's cluster of 240 processors, first come first served, against the
/// figures of Alea 4 (Klusáček et al.): the queue is strict and every wait follows from the trace.
/// EASY and conservative backfill differ from one program to the next; they are shown beside the
/// published figures.
public final class Hpc2nOracle {
  private static final int PROCESSORS = 240;
  private static final double BOUND_SECONDS = 10;

  private final Path folder;

  /// @param waited mean seconds from submission to start
  /// @param response mean seconds from submission to end
  /// @param slowdown mean response by run time
  /// @param boundedSlowdown the same, with run times of 10 seconds at least and results of 1 at
  ///   least
  public record Row(
      String policy, double waited, double response, double slowdown, double boundedSlowdown) {

    /// Whether it is the same to the digits that were published.
    public boolean isSame(Row other) {
      return shown().equals(other.shown());
    }

    private String shown() {
      return String.format(
          Locale.ROOT, "%.2f %.2f %.2f %.2f", waited, response, slowdown, boundedSlowdown);
    }
  }

  /// @param folder with `swf/`
  public Hpc2nOracle(Path folder) {
    this.folder = folder;
  }

  /// Exit code 0 if the published figures are met.
  public static void main(String[] arguments) {
    System.exit(Traces.folder().map(folder -> new Hpc2nOracle(folder).print(System.out)).orElse(2));
  }

  /// First come, first served.
  public static Row published() {
    return new Row("fcfs", 5_614.44, 15_734.06, 122.80, 47.31);
  }

  /// First come first served; EASY and conservative backfill with exact and with requested times.
  public List<Row> simulated(Progress progress) {
    var workload = TraceFormat.SWF.read(new TraceFile(folder.resolve("swf/hpc2n.swf"), false));
    var fleet = FleetPlan.uniform(new ClusterId("seth"), PROCESSORS, 1);
    var firstCome = Policy.STANDARD.withOrder(Policy.Order.FIRST_COME);
    var easy = Settings.STANDARD.withPolicy(firstCome);
    var conservative =
        Settings.STANDARD.withPolicy(firstCome.withBackfill(Policy.Backfill.CONSERVATIVE));
    var names =
        List.of("fcfs", "easy exact", "easy requested", "conserv. exact", "conserv. requested");
    var settings =
        List.of(
            Settings.FIRST_COME,
            easy.withDeclaredRunTimes(),
            easy,
            conservative.withDeclaredRunTimes(),
            conservative);
    var trials =
        Trials.run(
            settings.stream().map(each -> new Simulation(workload, fleet, each)).toList(),
            progress);
    var rows = new ArrayList<Row>();
    for (int index = 0; index < trials.size(); index++) {
      rows.add(row(names.get(index), trials.get(index).lives()));
    }
    return rows;
  }

  private static Row row(String policy, List<Life> lives) {
    return new Row(
        policy,
        mean(lives, life -> seconds(life.queued().orElseThrow())),
        mean(lives, life -> seconds(life.completed().orElseThrow())),
        mean(lives, life -> seconds(life.completed().orElseThrow()) / seconds(life.job().runs())),
        mean(
            lives,
            life ->
                Math.max(
                    1,
                    seconds(life.completed().orElseThrow())
                        / Math.max(BOUND_SECONDS, seconds(life.job().runs())))));
  }

  private static double mean(List<Life> lives, ToDoubleFunction<Life> of) {
    return lives.stream().mapToDouble(of).average().orElse(0);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  private int print(PrintStream out) {
    var simulated = simulated(Progress.NONE);
    out.println("policy                   wait    response   slowdown  bounded slowdown");
    line(out, published(), "published");
    for (var row : simulated) {
      line(out, row, "simulated");
    }
    out.println("published wait of EASY: 3,155.87 s by Alea 4; 3,423.83 s (exact) and 3,542.01 s");
    out.println("(requested times) by a textbook's; of Alea's conservative backfill 3,525.12 s");
    boolean isSame = simulated.getFirst().isSame(published());
    out.println(isSame ? "fcfs is the same to the published digits" : "fcfs DIFFERS");
    return isSame ? 0 : 1;
  }

  private static void line(PrintStream out, Row row, String whose) {
    out.printf(
        Locale.ROOT,
        "%-18s %10.2f %11.2f %10.2f %17.2f  %s%n",
        row.policy(),
        row.waited(),
        row.response(),
        row.slowdown(),
        row.boundedSlowdown(),
        whose);
  }
}
