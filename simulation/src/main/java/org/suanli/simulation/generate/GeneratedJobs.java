package org.suanli.simulation.generate;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.suanli.core.units.Limit;
import org.suanli.core.units.OrganizationId;
import org.suanli.simulation.generate.GeneratedCentre.Make;
import org.suanli.simulation.trace.Size;
import org.suanli.simulation.trace.TraceJob;
import org.suanli.simulation.trace.Workload;

/// The jobs of a {@link GeneratedCentre}'s organizations for some days.
///
/// The shapes are chosen, not measured, to have what all public traces of such centres have in
/// common: most jobs are small and short, most accelerator-time goes to the few large and long ones
/// (run times are log-normal), few organizations hold much and many little, days are busier than
/// nights and weekends.
public final class GeneratedJobs {
  public static final int DAYS_MAX = 366;
  public static final int PERCENT_MAX = 200;

  static final int ORGANIZATIONS = 200;

  /// How much less each next organization asks for: the weight of the n-th is n to the power of
  /// minus this.
  private static final double ZIPF = 0.8;

  /// A Monday.
  private static final Instant FROM = Instant.parse("2026-03-02T00:00:00Z");

  private static final Duration RUN_MIN = Duration.ofSeconds(20);
  private static final Duration RUN_MAX = Duration.ofDays(7);

  /// Of the logarithm of run times, to base e.
  private static final double RUN_DEVIATION = 1.6;

  /// Users ask for up to so many times as long as their jobs run, in whole hours.
  private static final double LIMIT_FACTOR_MAX = 4;

  /// Of the jobs, those that take any make of their vendor.
  private static final double FLEXIBLE = 0.3;

  private static final double NIGHT = 0.4;
  private static final double WEEKEND = 0.5;
  private static final int MORNING = 8;
  private static final int EVENING = 22;

  private static final List<Kind> KINDS =
      List.of(
          new Kind(1, 0.5, 15),
          new Kind(2, 0.08, 30),
          new Kind(4, 0.1, 45),
          new Kind(8, 0.18, 90),
          new Kind(16, 0.06, 180),
          new Kind(32, 0.04, 270),
          new Kind(64, 0.024, 450),
          new Kind(128, 0.011, 630),
          new Kind(256, 0.004, 900),
          new Kind(512, 0.001, 1350));

  private final Duration period;
  private final double load;
  private final SplittableRandom random;
  private final List<TraceJob> jobs = new ArrayList<>();

  /// Jobs of one size.
  ///
  /// @param devices of the gang
  /// @param part of all jobs
  /// @param medianMinutes of their run times
  private record Kind(int devices, double part, int medianMinutes) {}

  /// @param rank from the largest, 1, to the smallest
  private record Organization(int rank) {
    double weight() {
      return StrictMath.pow(rank, -ZIPF);
    }

    OrganizationId id() {
      return new OrganizationId("org-" + rank);
    }
  }

  private GeneratedJobs(int days, int percent, long seed) {
    period = Duration.ofDays(days);
    load = percent / 100.0;
    random = new SplittableRandom(seed);
  }

  /// @param days how long jobs arrive, 1 to 366
  /// @param percent of the accelerator-time of those days that the jobs ask for of each make, 1 to
  ///   200
  /// @param seed from which all chance follows
  /// @throws IllegalArgumentException if a number is out of its range
  public static Workload draw(int days, int percent, long seed) {
    require("days", days, DAYS_MAX);
    require("load", percent, PERCENT_MAX);
    var drawn = new GeneratedJobs(days, percent, seed);
    var organizations = drawn.organizations();
    for (int index = 0; index < organizations.size(); index++) {
      drawn.fill(GeneratedCentre.MAKES.get(index), organizations.get(index));
    }
    var title =
        "A centre of %,d PFLOPS, %d days at %d%% load, seed %d"
            .formatted(GeneratedCentre.pflops(), days, percent, seed);
    return new Workload(title, drawn.jobs, 0, 0);
  }

  private static void require(String name, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(
          "The %s (%d) must be 1 to %d.".formatted(name, value, max));
    }
  }

  /// Who uses which make: each organization, the largest first, one that is least asked for so far.
  private List<List<Organization>> organizations() {
    var makes = GeneratedCentre.MAKES;
    var users = new ArrayList<List<Organization>>();
    makes.forEach(_ -> users.add(new ArrayList<>()));
    var asked = new double[makes.size()];
    for (int rank = 1; rank <= ORGANIZATIONS; rank++) {
      int least = 0;
      for (int make = 1; make < makes.size(); make++) {
        boolean isLess =
            asked[make] / makes.get(make).nodes() < asked[least] / makes.get(least).nodes();
        least = isLess ? make : least;
      }
      var organization = new Organization(rank);
      asked[least] += organization.weight();
      users.get(least).add(organization);
    }
    return users;
  }

  private void fill(Make make, List<Organization> users) {
    double wanted = load * make.devices() * period.toMillis();
    double asked = 0;
    while (asked < wanted) {
      var kind = kind(make);
      var runs = runs(kind);
      asked += (double) kind.devices() * runs.toMillis();
      var owner = new TraceJob.Owner(user(users).id(), "", Optional.empty());
      jobs.add(
          new TraceJob(
              Integer.toString(jobs.size() + 1),
              "",
              arrival(),
              runs,
              limit(runs),
              size(make, kind),
              owner,
              TraceJob.End.COMPLETED,
              List.of()));
    }
  }

  /// None is larger than half of a make.
  private Kind kind(Make make) {
    while (true) {
      double left = random.nextDouble();
      for (var kind : KINDS) {
        left -= kind.part();
        if (left < 0 && kind.devices() <= make.devices() / 2) {
          return kind;
        }
      }
    }
  }

  private Duration runs(Kind kind) {
    double minutes = kind.medianMinutes() * StrictMath.exp(RUN_DEVIATION * random.nextGaussian());
    long seconds = Math.round(Math.min(minutes * 60, RUN_MAX.toSeconds()));
    return Duration.ofSeconds(Math.max(RUN_MIN.toSeconds(), seconds));
  }

  private Limit<Duration> limit(Duration runs) {
    double hours = runs.toSeconds() / 3_600.0 * random.nextDouble(1.1, LIMIT_FACTOR_MAX);
    return Limit.atMost(Duration.ofHours((long) Math.ceil(hours)));
  }

  private Organization user(List<Organization> users) {
    double left = random.nextDouble() * users.stream().mapToDouble(Organization::weight).sum();
    for (var user : users) {
      left -= user.weight();
      if (left < 0) {
        return user;
      }
    }
    return users.getLast();
  }

  private Size size(Make make, Kind kind) {
    boolean isFlexible = random.nextDouble() < FLEXIBLE;
    var models =
        GeneratedCentre.MAKES.stream()
            .filter(each -> isFlexible && each.vendor().equals(make.vendor()))
            .filter(each -> kind.devices() <= each.devices() / 2)
            .map(Make::model)
            .toList();
    var any = models.isEmpty() ? List.of(make.model()) : models;
    var whole = Size.ofDevices(kind.devices());
    return new Size(whole.accelerators(), whole.tasks(), whole.cpus(), whole.memory(), any);
  }

  /// By rejection: what falls into quiet hours is drawn again so often as these are quieter.
  private Instant arrival() {
    while (true) {
      var at = FROM.plusSeconds(random.nextLong(period.toSeconds()));
      var local = at.atOffset(ZoneOffset.UTC);
      boolean isNight = local.getHour() < MORNING || local.getHour() >= EVENING;
      boolean isWeekend = local.getDayOfWeek().compareTo(DayOfWeek.SATURDAY) >= 0;
      double busy = (isNight ? NIGHT : 1) * (isWeekend ? WEEKEND : 1);
      if (random.nextDouble() < busy) {
        return at;
      }
    }
  }
}
