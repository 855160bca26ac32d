package org.suanli.simulation.oracle;

import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.suanli.simulation.oracle.OpenbOracle.Figures;
import org.suanli.simulation.oracle.PackingComparison.Row;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `bin/bench packing`. Exit codes: 0 Suanli's own packing is better than FGD's by as much as it
/// must be, 1 it is not, 2 no traces, a wrong file or wrong usage.
@Command(
    name = "bin/bench packing",
    description = {
      "Packs Alibaba's pods onto its nodes by Suanli's own policy and by FGD; or packs pods of your"
          + " own."
    })
public final class PackingCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @ArgGroup(exclusive = false)
  private @Nullable OwnPods own;

  public static void main(String[] arguments) {
    System.exit(run(new PrintWriter(System.out), new PrintWriter(System.err, true), arguments));
  }

  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return OpenbCommand.run(new PackingCommand(), out, err, arguments);
  }

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    if (own != null) {
      return compare(out, own);
    }
    var folder = Traces.folder();
    if (folder.isEmpty()) {
      spec.commandLine().getErr().println(Traces.remedy());
      return CommandLine.ExitCode.USAGE;
    }
    return print(out, PackingComparison.of(new OpenbOracle(folder.orElseThrow())));
  }

  private int compare(PrintWriter out, OwnPods pods) {
    var comparison = new PackingComparison(List.of(Row.of(pods.given())));
    if (Double.isNaN(comparison.mean().gain().at130())) {
      spec.commandLine()
          .getErr()
          .println(
              "Pods with 130% of all accelerators must arrive, and fewer do. Maybe name some of"
                  + " them several times in --order.");
      return CommandLine.ExitCode.USAGE;
    }
    return print(out, comparison);
  }

  private static int print(PrintWriter out, PackingComparison comparison) {
    out.println("percents of all accelerators in use when 100% and 130% of them have arrived");
    out.println("                        FGD          Suanli       difference");
    out.println("workload    seed    100    130    100    130    100    130");
    comparison.rows().forEach(row -> print(out, row, String.valueOf(row.of().seed())));
    if (comparison.rows().size() > 1) {
      comparison.workloads().forEach(row -> print(out, row, "mean"));
      var worst =
          comparison.rows().stream().min(Comparator.comparingDouble(row -> row.gain().at130()));
      print(out, worst.orElseThrow(), "least");
      print(out, comparison.mean(), "mean");
    }
    out.printf(
        Locale.ROOT,
        "Suanli's own packing has %+.2f points more in use than FGD's at 130%%, of %+.2f: %s%n",
        comparison.mean().gain().at130(),
        PackingComparison.POINTS_MIN,
        comparison.isMet() ? "met" : "MISSED");
    out.flush();
    return comparison.isMet() ? 0 : 1;
  }

  private static void print(PrintWriter out, Row row, String seed) {
    out.printf(
        Locale.ROOT,
        "%-11s %5s %s %s %s%n",
        row.of().workload(),
        seed,
        both("%6.2f %6.2f", row.fgd()),
        both("%6.2f %6.2f", row.own()),
        both("%+6.2f %+6.2f", row.gain()));
  }

  private static String both(String format, Figures figures) {
    return format.formatted(figures.at100(), figures.at130());
  }
}
