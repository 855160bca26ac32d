package org.suanli.simulation.report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.suanli.simulation.run.Life;
import org.suanli.simulation.run.Trial;

/// The figures of a whole simulation.
///
/// @param jobs of the workload
/// @param refused those that the fleet could never hold
/// @param failed those that ended without having done their work
/// @param unfinished those that had not ended when nothing could happen any more
/// @param queued from submission to the first start
/// @param completed from submission to the end
/// @param use what became of the accelerators
/// @param promises what became of them, and who started past one
/// @param fairness how alike organizations fared
/// @param bySize jobs by the accelerators of their gang; only sizes that there are
/// @param byOrganization jobs by whose they are, those that held most first
public record Summary(
    long jobs,
    long refused,
    long failed,
    long unfinished,
    Figures queued,
    Figures completed,
    Use use,
    Promises promises,
    Fairness fairness,
    List<Group> bySize,
    List<Group> byOrganization) {
  private static final double MILLI_PER_DEVICE = 1_000;

  /// What became of all accelerators from the first instant to the last; parts of 1.
  ///
  /// @param utilization what jobs held
  /// @param goodput what became progress that lasted
  /// @param down what idled on nodes that were down
  /// @param wanted what idled while jobs waited
  /// @param unwanted what idled while nobody waited
  /// @param fragmentation of the idle: the part beside others that were not
  public record Use(
      double utilization,
      double goodput,
      double down,
      double wanted,
      double unwanted,
      double fragmentation) {

    /// What jobs held and lost again: work that was not saved, and restarts.
    public double lost() {
      return Math.max(0, utilization - goodput);
    }
  }

  /// The first start that each blocked job was promised.
  ///
  /// @param made how many jobs were promised a start
  /// @param kept how many of them started by then
  /// @param late by how much the others were late, those that started
  /// @param backfilled of all jobs that started: the part that started past one that had been
  ///   submitted before, was promised a start and went on waiting
  public record Promises(long made, long kept, Figures late, double backfilled) {
    private static Promises of(List<Life> lives) {
      var promised = lives.stream().filter(life -> life.promisedAt().isPresent()).toList();
      var late = promised.stream().filter(life -> !isKept(life)).toList();
      long started = lives.stream().filter(life -> life.startedAt().isPresent()).count();
      long backfilled = lives.stream().filter(Life::isBackfilled).count();
      return new Promises(
          promised.size(),
          promised.size() - late.size(),
          Figures.of(
              late,
              life ->
                  life.startedAt()
                      .map(at -> Duration.between(life.promisedAt().orElseThrow(), at))),
          started == 0 ? 0 : (double) backfilled / started);
    }

    private static boolean isKept(Life life) {
      var promised = life.promisedAt().orElseThrow();
      return life.startedAt().filter(at -> !at.isAfter(promised)).isPresent();
    }
  }

  /// How much longer than they ran jobs took, and how alike that was for organizations.
  ///
  /// @param slowdown the mean over all jobs that ended; 0 if none did
  /// @param index of the organizations' means: 1 if all are alike, 1/n if one of n bears all of it.
  ///   Source: Jain, Chiu and Hawe, A Quantitative Measure of Fairness (1984)
  public record Fairness(double slowdown, double index) {
    private static Fairness of(List<Life> lives) {
      var means =
          byOwner(lives).values().stream()
              .filter(own -> own.stream().anyMatch(life -> life.slowdown().isPresent()))
              .mapToDouble(Fairness::slowdown)
              .toArray();
      double sum = Arrays.stream(means).sum();
      double squares = Arrays.stream(means).map(mean -> mean * mean).sum();
      return new Fairness(slowdown(lives), squares == 0 ? 1 : sum * sum / (means.length * squares));
    }

    private static double slowdown(List<Life> lives) {
      return lives.stream()
          .flatMap(life -> life.slowdown().stream())
          .mapToDouble(Double::doubleValue)
          .average()
          .orElse(0);
    }
  }

  /// Jobs that have something in common.
  ///
  /// @param held part of all accelerator-time that jobs held; 0 to 1
  public record Group(String name, long jobs, double held, Figures queued, Figures completed) {
    private static Group of(String name, List<Life> lives, double all) {
      return new Group(
          name,
          lives.size(),
          all == 0 ? 0 : heldBy(lives) / all,
          Figures.of(lives, Life::queued),
          Figures.of(lives, Life::completed));
    }
  }

  /// Gangs by the accelerators that they hold.
  private enum SizeClass {
    NONE("no accelerator", 0, 0),
    ONE("up to 1 accelerator", 1, 1),
    NODE("2 to 8", 2, 8),
    NODES("9 to 64", 9, 64),
    MANY("more than 64", 65, Integer.MAX_VALUE);

    private final String label;
    private final int least;
    private final int most;

    SizeClass(String label, int least, int most) {
      this.label = label;
      this.least = least;
      this.most = most;
    }

    boolean has(Life life) {
      int devices = life.job().size().devices();
      return devices >= least && devices <= most;
    }
  }

  public Summary {
    bySize = List.copyOf(bySize);
    byOrganization = List.copyOf(byOrganization);
  }

  public static Summary of(Trial trial) {
    var lives = trial.lives();
    long refused = lives.stream().filter(Life::isRefused).count();
    long ended = lives.stream().filter(life -> life.endedAt().isPresent()).count();
    return new Summary(
        lives.size(),
        refused,
        lives.stream().filter(Life::isFailed).count(),
        lives.size() - refused - ended,
        Figures.of(lives, Life::queued),
        Figures.of(lives, Life::completed),
        use(trial),
        Promises.of(lives),
        Fairness.of(lives),
        bySize(lives),
        byOrganization(lives));
  }

  private static Use use(Trial trial) {
    var whole = trial.course().whole();
    double span = Duration.between(trial.from(), trial.until()).toMillis();
    double all = span * trial.fleet().devices() * MILLI_PER_DEVICE;
    double useful = trial.lives().stream().mapToDouble(life -> life.useful().milliMillis()).sum();
    return new Use(
        all == 0 ? 0 : heldBy(trial.lives()) / all,
        all == 0 ? 0 : useful / all,
        whole.down(),
        whole.wanted(),
        whole.unwanted(),
        whole.fragmentation());
  }

  private static double heldBy(List<Life> lives) {
    return lives.stream().mapToDouble(life -> life.held().milliMillis()).sum();
  }

  private static List<Group> bySize(List<Life> lives) {
    double all = heldBy(lives);
    var groups = new ArrayList<Group>();
    for (var size : SizeClass.values()) {
      var members = lives.stream().filter(size::has).toList();
      if (!members.isEmpty()) {
        groups.add(Group.of(size.label, members, all));
      }
    }
    return groups;
  }

  private static SortedMap<String, List<Life>> byOwner(List<Life> lives) {
    var members = new TreeMap<String, List<Life>>();
    for (var life : lives) {
      members
          .computeIfAbsent(life.job().owner().organization().value(), _ -> new ArrayList<>())
          .add(life);
    }
    return members;
  }

  private static List<Group> byOrganization(List<Life> lives) {
    double all = heldBy(lives);
    var groups = new ArrayList<Group>();
    byOwner(lives).forEach((name, own) -> groups.add(Group.of(name, own, all)));
    groups.sort(Comparator.comparing(Group::held).reversed().thenComparing(Group::name));
    return groups;
  }
}
