package org.suanli.simulation;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.suanli.core.units.ClusterId;
import org.suanli.simulation.fleet.FleetFile;
import org.suanli.simulation.fleet.FleetPlan;
import org.suanli.simulation.generate.GeneratedCentre;
import org.suanli.simulation.generate.GeneratedJobs;
import org.suanli.simulation.report.Comparison;
import org.suanli.simulation.report.Report;
import org.suanli.simulation.run.Failures;
import org.suanli.simulation.run.Progress;
import org.suanli.simulation.run.Settings;
import org.suanli.simulation.run.Simulation;
import org.suanli.simulation.run.Trials;
import org.suanli.simulation.trace.MalformedTraceException;
import org.suanli.simulation.trace.TraceFile;
import org.suanli.simulation.trace.TraceFormat;
import org.suanli.simulation.trace.Workload;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `suanli simulate`. Exit codes: 0 done, 1 failed, 2 wrong usage or a wrong file.
@Command(
    name = "suanli simulate",
    usageHelpAutoWidth = true,
    description = {
      "Runs the jobs of a trace through the scheduler under a virtual clock, and tells what became"
          + " of them: by one policy, or by several side by side.",
      "",
      "The scheduler is the one that runs live. Jobs run as long as they did in the trace. Nothing"
          + " fails unless you ask for it, and nobody pays. The same command gives the same bytes.",
      ""
    },
    footer = {
      "",
      "Such as: suanli simulate jobs.swf --fleet 240x1 --compare first-come/none,first-come/easy",
      "         suanli simulate jobs.swf --fleet 240x1 -o html > report.html",
      "         suanli simulate --centre --days 7 --policy fair-share/easy,fair-share/conservative"
    })
public final class Main implements Callable<Integer> {
  private static final Pattern FLEET = Pattern.compile("([0-9]{1,6})x([0-9]{1,2})");
  private static final int DEVICES_MAX = 64;
  private static final int NODES_MAX = 100_000;
  private static final Path OPENER = Path.of("/usr/bin/xdg-open");
  private static final ClusterId CLUSTER = new ClusterId("centre");

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean isHelp;

  @Parameters(
      arity = "0..1",
      paramLabel = "TRACE",
      description = "The file; read as compressed if its name ends with .gz.")
  private @Nullable Path trace;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "${COMPLETION-CANDIDATES}; by the file's first line unless given. sacct is Slurm's own"
              + " accounting: sacct -aXP -S 2026-01-01 -o"
              + " JobID,JobName,User,Account,Partition,Submit,ElapsedRaw,TimelimitRaw,AllocTRES,State")
  private @Nullable TraceFormat format;

  @Option(
      names = "--fleet",
      paramLabel = "NxD|FILE",
      description =
          "N nodes of D accelerators; or a file: YAML, what scontrol show node or sinfo -N prints,"
              + " or a table 'vc,node num' of virtual clusters or"
              + " 'sn,cpu_milli,memory_mib,gpu,model' of nodes.")
  private @Nullable String fleet;

  @Option(
      names = {"--policy", "--compare"},
      split = ",",
      paramLabel = "POLICY",
      description =
          "ORDER/BACKFILL[/HALF-LIFE]; several are compared. ORDER: fair-share, first-come,"
              + " shortest-first; BACKFILL: none, easy, conservative; the half-life is that of use,"
              + " such as 3d. The standard is fair-share/easy/7d.")
  private List<String> policies = List.of("fair-share/easy");

  @Option(
      names = "--exact",
      description = "Each job states its exact run time as its limit, as nobody can.")
  private boolean isExact;

  @Option(names = "--jobs", paramLabel = "N", description = "Only the first N jobs of the trace.")
  private int jobsMax = Integer.MAX_VALUE;

  @Option(names = "--lenient", description = "Leave wrong lines out, and count them.")
  private boolean isLenient;

  @ArgGroup(heading = "Failures of nodes:%n", exclusive = false)
  private @Nullable FailureOptions failures;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "table|json|html",
      description = "table unless given; html is one page with charts.")
  private Report output = Report.TABLE;

  /// How nodes fail.
  static final class FailureOptions {
    @Option(
        names = "--failures",
        required = true,
        paramLabel = "TIME",
        description = "Each node fails once in this time in the mean, such as 60d.")
    private Duration between = Duration.ZERO;

    @Option(
        names = "--repair",
        paramLabel = "TIME",
        description = "Until it is back, in the mean; 4h unless given.")
    private Duration repair = Duration.ofHours(4);

    @Option(
        names = "--checkpoint",
        paramLabel = "TIME",
        description = "Jobs save their progress so often; 30m unless given.")
    private Duration checkpoint = Duration.ofMinutes(30);

    @Option(
        names = "--restart",
        paramLabel = "TIME",
        description = "What a job needs to go on; 5m unless given.")
    private Duration restart = Duration.ofMinutes(5);
  }

  @ArgGroup(heading = "A generated centre, instead of TRACE and --fleet:%n", exclusive = false)
  private @Nullable CentreOptions centre;

  /// How a centre is generated.
  static final class CentreOptions {
    @Option(
        names = "--centre",
        required = true,
        description =
            "Some 3,000 PFLOPS of Ascend, Cambricon and NVIDIA accelerators in 1,180 nodes, and the"
                + " jobs of 200 organizations.")
    private boolean isWanted;

    @Option(
        names = "--days",
        paramLabel = "N",
        description = "Jobs arrive so long; 30 unless given.")
    private int days = 30;

    @Option(
        names = "--load",
        paramLabel = "PERCENT",
        description = "Of the accelerator-time that the jobs ask for; 95 unless given.")
    private int load = 95;
  }

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "From which all chance follows; 1 unless given.")
  private @Nullable Long seed;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = "Besides, write the page with charts, and open it where there is a desktop.")
  private @Nullable Path page;

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(
        run(new PrintWriter(System.out, true), new PrintWriter(System.err, true), arguments));
  }

  /// @return the exit code
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .registerConverter(Duration.class, Main::span)
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler(
            (failure, line, _) -> {
              switch (failure) {
                case MalformedTraceException malformed -> {
                  line.getErr().println(malformed.getMessage());
                  return CommandLine.ExitCode.USAGE;
                }
                case UncheckedIOException unreadable -> {
                  line.getErr().println(unreadable.getMessage());
                  return CommandLine.ExitCode.USAGE;
                }
                default -> throw failure;
              }
            })
        .execute(arguments);
  }

  @Override
  public Integer call() throws IOException {
    if (seed != null && failures == null && centre == null) {
      throw wrong(
          "The seed (" + seed + ") must be left out: without --failures nothing is random.");
    }
    var machines = fleet();
    var settings = policies.stream().map(this::settings).toList();
    var workload = workload();
    var simulations =
        settings.stream().map(each -> new Simulation(workload, machines, each)).toList();
    var err = spec.commandLine().getErr();
    var trials = Trials.run(simulations, System.console() == null ? Progress.NONE : new Told(err));
    var comparison = Comparison.of(policies, trials);
    var out = spec.commandLine().getOut();
    out.print(output.of(comparison));
    out.flush();
    if (workload.skipped() + workload.unrun() > 0) {
      err.printf(
          Locale.ROOT,
          "Left out: %,d wrong lines, %,d jobs that never ran.%n",
          workload.skipped(),
          workload.unrun());
    }
    if (page != null) {
      Files.writeString(page, Report.HTML.of(comparison));
      err.println("The page with charts: " + page.toAbsolutePath());
      open(page);
    }
    return CommandLine.ExitCode.OK;
  }

  private static void open(Path page) throws IOException {
    boolean hasDesktop =
        Stream.of("DISPLAY", "WAYLAND_DISPLAY").anyMatch(name -> System.getenv(name) != null);
    if (hasDesktop && Files.isExecutable(OPENER)) {
      var builder = new ProcessBuilder(OPENER.toString(), page.toAbsolutePath().toString());
      builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }
  }

  private Workload workload() {
    if (jobsMax < 1) {
      throw wrong("The number of jobs (" + jobsMax + ") must be 1 or more.");
    }
    var all = centre == null ? read() : generate(centre);
    return all.first(jobsMax);
  }

  private Workload read() {
    if (trace == null) {
      throw wrong("A TRACE must be given, or --centre.");
    }
    var file = new TraceFile(trace, isLenient);
    var workload = (format == null ? TraceFormat.of(trace) : format).read(file);
    if (workload.jobs().isEmpty()) {
      throw wrong("The trace (" + trace + ") must have a job that ran.");
    }
    return workload;
  }

  private Workload generate(CentreOptions options) {
    if (trace != null) {
      throw wrong("The trace (" + trace + ") must be left out: --centre generates its own jobs.");
    }
    try {
      return GeneratedJobs.draw(options.days, options.load, seed());
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private Settings settings(String policy) {
    try {
      var settings = Settings.STANDARD.withPolicy(PolicyName.parse(policy));
      settings = isExact ? settings.withDeclaredRunTimes() : settings;
      return failures == null ? settings : settings.withFailures(failures(failures));
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private Failures failures(FailureOptions options) {
    return new Failures(
        options.between, options.repair, options.checkpoint, options.restart, seed());
  }

  private long seed() {
    return seed == null ? 1 : seed;
  }

  private static Duration span(String text) {
    try {
      return Spans.parse(text);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.TypeConversionException(e.getMessage());
    }
  }

  private FleetPlan fleet() {
    if (centre != null && fleet != null) {
      throw wrong(
          "The fleet (" + fleet + ") must be left out: --centre generates its own machines.");
    }
    if (centre != null) {
      return GeneratedCentre.fleet();
    }
    if (fleet == null) {
      throw wrong("The machines must be given by --fleet, or --centre.");
    }
    return fleet(fleet);
  }

  private FleetPlan fleet(String fleet) {
    var uniform = FLEET.matcher(fleet);
    if (!uniform.matches()) {
      if (!Files.isReadable(Path.of(fleet))) {
        throw wrong(
            "The fleet (" + fleet + ") must be NODESxACCELERATORS, such as 120x8, or a file.");
      }
      return FleetFile.read(new TraceFile(Path.of(fleet), isLenient));
    }
    int nodes = Integer.parseInt(uniform.group(1));
    int devices = Integer.parseInt(uniform.group(2));
    if (nodes < 1 || nodes > NODES_MAX || devices < 1 || devices > DEVICES_MAX) {
      throw wrong("The fleet (" + fleet + ") must be 1 to 100,000 nodes of 1 to 64 accelerators.");
    }
    return FleetPlan.uniform(CLUSTER, nodes, devices);
  }

  private CommandLine.ParameterException wrong(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }

  /// Tells a terminal how far it is and how long it takes still, once a second.
  private static final class Told implements Progress {
    private static final Duration STEP = Duration.ofSeconds(1);

    private final PrintWriter err;
    private final long start = System.nanoTime();
    private long next = STEP.toNanos();

    Told(PrintWriter err) {
      this.err = err;
    }

    @Override
    public synchronized void at(long ended, long all, Instant clock) {
      long spent = System.nanoTime() - start;
      if (spent >= next && ended > 0) {
        next = spent + STEP.toNanos();
        err.printf(
            Locale.ROOT,
            "%3d%% at %s, %d s left%n",
            100 * ended / all,
            clock,
            Math.round(spent / 1e9 * (all - ended) / ended));
        err.flush();
      }
    }
  }
}
