package org.suanli.simulation.oracle;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.suanli.simulation.oracle.OpenbOracle.Figures;
import org.suanli.simulation.oracle.OpenbOracle.Gain;
import org.suanli.simulation.trace.MalformedTraceException;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `bin/bench packing`. Exit codes: 0 the mean gain at 130% is reached, or the files are the user's
/// own; 1 it is not; 2 no traces, a wrong file or wrong usage.
@Command(
    name = "bin/bench packing",
    description = {
      "Packs Alibaba's pods, or pods of your own, by Suanli's policy, which learns from what has"
          + " arrived, and by FGD, which knows the whole workload beforehand."
    })
public final class PackingCommand implements Callable<Integer> {
  /// Points of all accelerators, at 130%, in the mean of all packings.
  static final double GAIN_MIN = 0.5;

  @Spec private CommandSpec spec = CommandSpec.create();

  @ArgGroup(exclusive = false)
  private @Nullable OwnPods own;

  public static void main(String[] arguments) {
    System.exit(run(new PrintWriter(System.out), new PrintWriter(System.err, true), arguments));
  }

  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(new PackingCommand())
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
    var folder = Traces.folder();
    if (own == null && folder.isEmpty()) {
      spec.commandLine().getErr().println(Traces.remedy());
      return CommandLine.ExitCode.USAGE;
    }
    var gains = own == null ? new OpenbOracle(folder.orElseThrow()).gains() : List.of(gain(own));
    print(spec.commandLine().getOut(), gains);
    return own == null && mean(gains, Figures::at130) < GAIN_MIN ? 1 : 0;
  }

  private static Gain gain(OwnPods own) {
    var pods = own.pods();
    var of = new OpenbOracle.Case("own", 1);
    return new OpenbOracle.Given(of, own.nodes(), pods, own.arrivals(pods)).gain();
  }

  private static void print(PrintWriter out, List<Gain> gains) {
    out.println("percents of all accelerators in use when 100% and 130% of them have arrived");
    out.println("                        FGD         expected fill     gain");
    out.println("workload    seed     100    130      100    130      100    130");
    for (var gain : gains) {
      out.printf(
          Locale.ROOT,
          "%-11s %4d  %s   %s   %s%n",
          gain.of().workload(),
          gain.of().seed(),
          both("%6.2f", gain.fgd()),
          both("%6.2f", gain.own()),
          both("%+6.2f", gain.difference()));
    }
    gains.stream()
        .collect(
            Collectors.groupingBy(gain -> gain.of().workload(), TreeMap::new, Collectors.toList()))
        .forEach((name, some) -> mean(out, name, some));
    mean(out, "all", gains);
    out.flush();
  }

  private static void mean(PrintWriter out, String name, List<Gain> gains) {
    var means = new Figures(mean(gains, Figures::at100), mean(gains, Figures::at130));
    out.printf("%-11s mean gain                        %s%n", name, both("%+6.2f", means));
  }

  /// A dash where so much never arrived.
  private static String both(String format, Figures figures) {
    return Stream.of(figures.at100(), figures.at130())
        .map(each -> each.isNaN() ? "     -" : format.formatted(each))
        .collect(Collectors.joining(" "));
  }

  private static double mean(List<Gain> gains, ToDoubleFunction<Figures> figure) {
    return gains.stream()
        .mapToDouble(gain -> figure.applyAsDouble(gain.difference()))
        .average()
        .orElse(Double.NaN);
  }
}
