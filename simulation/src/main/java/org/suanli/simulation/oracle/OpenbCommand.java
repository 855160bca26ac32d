package org.suanli.simulation.oracle;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.suanli.simulation.oracle.OpenbOracle.Figures;
import org.suanli.simulation.oracle.OpenbOracle.Row;
import org.suanli.simulation.packing.Baseline;
import org.suanli.simulation.trace.MalformedTraceException;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `bin/bench openb`. Exit codes: 0 every figure that must be met is, 1 one is not, 2 no traces, a
/// wrong file or wrong usage.
@Command(
    name = "bin/bench openb",
    description = {
      "Packs Alibaba's pods onto its nodes by published policies, and sets the published figures"
          + " beside what they reach; or packs pods of your own."
    })
public final class OpenbCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @ArgGroup(exclusive = false)
  private @Nullable OwnPods own;

  public static void main(String[] arguments) {
    System.exit(run(new PrintWriter(System.out), new PrintWriter(System.err, true), arguments));
  }

  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return run(new OpenbCommand(), out, err, arguments);
  }

  /// A command that reads files, and tells of those that are wrong.
  static int run(Callable<Integer> command, PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(command)
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler(
            (failure, line, _) -> {
              if (failure instanceof MalformedTraceException
                  || failure instanceof UncheckedIOException) {
                line.getErr().println(failure.getMessage());
                return CommandLine.ExitCode.USAGE;
              }
              throw failure;
            })
        .execute(arguments);
  }

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    if (own != null) {
      pack(out, own);
      return 0;
    }
    var folder = Traces.folder();
    if (folder.isEmpty()) {
      spec.commandLine().getErr().println(Traces.remedy());
      return CommandLine.ExitCode.USAGE;
    }
    var rows = new OpenbOracle(folder.orElseThrow()).rows();
    print(out, rows);
    return rows.stream().allMatch(Row::isFine) ? 0 : 1;
  }

  private static void pack(PrintWriter out, OwnPods own) {
    var given = own.given();
    var arrivals = given.arrivals();
    out.println("policy         placed  dropped   in use  at 100%  at 130%");
    long capacity = given.nodes().stream().mapToLong(node -> node.accelerators()).sum();
    for (var policy : Baseline.values()) {
      var packing = given.pack(policy);
      out.printf(
          Locale.ROOT,
          "%-13s %7d  %7d  %7.2f  %7s  %7s%n",
          policy.label(),
          packing.placed(),
          arrivals.size() - packing.placed(),
          packing.usedMilli() / 10.0 / Math.max(1, capacity),
          shown(packing.allocation().at(100)),
          shown(packing.allocation().at(130)));
    }
    out.flush();
  }

  private static String shown(OptionalDouble percent) {
    return percent.isEmpty() ? "-" : "%.2f".formatted(percent.orElseThrow());
  }

  private static void print(PrintWriter out, List<Row> rows) {
    out.println("percents of all accelerators in use when 100% and 130% of them have arrived");
    out.println("                                  published     simulated     difference");
    out.println("workload    seed  policy           100    130    100    130    100    130");
    for (var row : rows) {
      out.printf(
          Locale.ROOT,
          "%-11s %4d  %-13s %s %s %s%s%n",
          row.of().workload(),
          row.of().seed(),
          row.policy().label(),
          both("%6.2f %6.2f", row.published()),
          both("%6.2f %6.2f", row.simulated()),
          both("%+6.2f %+6.2f", row.difference()),
          row.isFine() ? "" : "  DIFFERS");
    }
    for (var policy : Baseline.values()) {
      var own = rows.stream().filter(row -> row.policy() == policy).toList();
      double largest = own.stream().mapToDouble(row -> row.difference().largest()).max().orElse(0);
      out.printf(
          Locale.ROOT,
          "%-13s %d of %d rows the same to 0.01 points, %d within %.1f; largest difference"
              + " %.2f%s%n",
          policy.label(),
          own.stream().filter(Row::isSame).count(),
          own.size(),
          own.stream().filter(Row::isMet).count(),
          Row.POINTS_MAX,
          largest,
          policy.isByChance() ? ": chance, not judged" : "");
    }
    out.flush();
  }

  private static String both(String format, Figures figures) {
    return format.formatted(figures.at100(), figures.at130());
  }
}
