package org.suanli.executor.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.suanli.core.engine.Event.TaskEnding;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.NodeId;
import org.suanli.executor.CommandLine;
import org.suanli.executor.LaunchOrder;
import org.suanli.executor.Program;
import org.suanli.executor.Report;
import org.suanli.executor.TaskLimits;
import org.suanli.executor.TaskOrder;

/// A directory with executors on it, and the reports that they gave. Everything defaults.
final class Bench implements AutoCloseable {
  static final ClusterId HOST = new ClusterId("host");
  static final NodeId NODE_0 = new NodeId(HOST, "node-0");
  static final NodeId NODE_1 = new NodeId(HOST, "node-1");
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final AtomicLong JOBS = new AtomicLong();

  final Path root;
  private final TaskUser user;
  private final boolean limits;
  private final List<LocalExecutor> executors = new ArrayList<>();
  private final List<AttemptId> launched = new ArrayList<>();
  private final List<Report> reports = new ArrayList<>();

  Bench(TaskUser user, boolean limits) throws Exception {
    root = Files.createTempDirectory("suanli-executor");
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
    this.user = user;
    this.limits = limits;
  }

  static Bench trusted() throws Exception {
    return new Bench(new TaskUser.Server(), false);
  }

  static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  static LocalSettings settings(Path root, TaskUser user, boolean limits) {
    return new LocalSettings(
        root.resolve("state"),
        root.resolve("work"),
        new HostLayout(HOST, 2, 4, HostLayout.HOST_CPU, new MilliCpus(2_000), new Bytes(1L << 32)),
        user,
        limits,
        new LocalSettings.Detection(Duration.ofMillis(200), Duration.ofMillis(200)),
        InstantSource.system());
  }

  LocalExecutor executor() {
    var executor = new LocalExecutor(settings(root, user, limits));
    executors.add(executor);
    executor.start(this::take);
    return executor;
  }

  /// What a server on the directory works with, for doing one step of its work alone.
  Machine machine() {
    var settings = settings(root, user, limits);
    var spool = new Spool(settings.state());
    var workspace = new Workspace(settings.work(), user);
    var groups = new ControlGroups(Isolation.none("a step needs none"));
    return new Machine(settings, spool, workspace, new ProcessTable(), groups);
  }

  /// Ends a server in good order; its tasks run on.
  void end(LocalExecutor executor) {
    executor.close();
    executors.remove(executor);
  }

  private synchronized void take(Report report) {
    reports.add(report);
    notifyAll();
  }

  synchronized List<Report> reports() {
    return List.copyOf(reports);
  }

  synchronized void clear() {
    reports.clear();
  }

  /// Waits until such a report was given.
  synchronized Report await(Predicate<Report> wanted) throws InterruptedException {
    var deadline = Instant.now().plus(PATIENCE);
    while (true) {
      for (var report : reports) {
        if (wanted.test(report)) {
          return report;
        }
      }
      long left = Duration.between(Instant.now(), deadline).toMillis();
      if (left <= 0) {
        throw new AssertionError("The report did not come within " + PATIENCE + ": " + reports);
      }
      wait(left);
    }
  }

  Report.TaskEnded awaitEnd(AttemptId attempt, int task) throws InterruptedException {
    return (Report.TaskEnded)
        await(
            report ->
                report instanceof Report.TaskEnded ended
                    && ended.attempt().equals(attempt)
                    && ended.task() == task);
  }

  int awaitExit(AttemptId attempt) throws InterruptedException {
    if (awaitEnd(attempt, 0).ending() instanceof TaskEnding.Exited(int code, _)) {
      return code;
    }
    throw new AssertionError("The task was lost: " + reports());
  }

  void awaitStart(AttemptId attempt) throws InterruptedException {
    await(new Report.Started(attempt)::equals);
  }

  /// Waits until the text is in the log, which the task itself writes.
  String awaitLog(LocalExecutor executor, AttemptId attempt, String text) throws Exception {
    var deadline = Instant.now().plus(PATIENCE);
    String log = log(executor, attempt, 0);
    while (!log.contains(text)) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("The log must contain (" + text + "): " + log);
      }
      Thread.sleep(2);
      log = log(executor, attempt, 0);
    }
    return log;
  }

  static String log(LocalExecutor executor, AttemptId attempt, int task) {
    var part = executor.logs().read(attempt, task, 0, 1 << 20);
    return StandardCharsets.UTF_8.decode(part.bytes()).toString();
  }

  /// Whether the process executes; one that waits to be collected does not.
  static boolean isRunning(long pid) throws IOException {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return "ZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) < 0;
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  Order order(String shell) {
    return order(new CommandLine.Shell(shell));
  }

  Order order(CommandLine command) {
    return new Order(new AttemptId(new JobId(JOBS.incrementAndGet()), 1), command);
  }

  @Override
  public void close() throws Exception {
    for (var executor : executors) {
      for (var attempt : launched) {
        executor.kill(attempt);
        executor.forget(attempt);
      }
      executor.reconcile();
      executor.close();
    }
    DirectoryRemoval.remove(root);
  }

  /// A launch order in the making.
  final class Order {
    private AttemptId attempt;
    private final CommandLine command;
    private long epoch = 1;
    private final List<NodeId> nodes = new ArrayList<>(List.of(NODE_0));
    private final SequencedMap<String, String> environment = new LinkedHashMap<>();
    private Optional<Path> archive = Optional.empty();
    private boolean savesCheckpoints;
    private MilliAccelerators share = MilliAccelerators.DEVICE;
    private TaskLimits limits = TaskLimits.unlimited();
    private Bytes logMax = new Bytes(1 << 20);

    private Order(AttemptId attempt, CommandLine command) {
      this.attempt = attempt;
      this.command = command;
      launched.add(attempt);
    }

    AttemptId attempt() {
      return attempt;
    }

    Order attempt(AttemptId value) {
      attempt = value;
      launched.add(value);
      return this;
    }

    Order epoch(long value) {
      epoch = value;
      return this;
    }

    Order on(NodeId... values) {
      nodes.clear();
      nodes.addAll(List.of(values));
      return this;
    }

    Order with(String name, String value) {
      environment.put(name, value);
      return this;
    }

    Order archive(Path value) {
      archive = Optional.of(value);
      return this;
    }

    Order share(long milli) {
      share = new MilliAccelerators(milli);
      return this;
    }

    Order savesCheckpoints() {
      savesCheckpoints = true;
      return this;
    }

    Order limits(TaskLimits value) {
      limits = value;
      return this;
    }

    Order logMax(long bytes) {
      logMax = new Bytes(bytes);
      return this;
    }

    LaunchOrder build() {
      var tasks = new ArrayList<TaskOrder>();
      for (int index = 0; index < nodes.size(); index++) {
        var place = new Placement.OnNode(0, nodes.get(index), 1L << (index % 4), share);
        tasks.add(new TaskOrder("worker", index, place, limits));
      }
      return new LaunchOrder(
          attempt,
          epoch,
          HostLayout.HOST_CPU,
          tasks,
          new Program(command, environment, archive, savesCheckpoints),
          logMax,
          Duration.ofSeconds(5));
    }

    AttemptId launchOn(LocalExecutor executor) {
      executor.launch(build());
      return attempt;
    }
  }
}
