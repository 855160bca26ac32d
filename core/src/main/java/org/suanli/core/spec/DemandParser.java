package org.suanli.core.spec;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.Limit;

/// Reads what decisions depend on, apart from the tasks.
final class DemandParser {
  /// Of an attempt; what runs longer says `unlimited`.
  static final Duration TIME_LIMIT_MAX = Duration.ofDays(366);

  static final Duration INTERVAL_MAX = Duration.ofDays(30);
  static final int DEPENDENCIES_MAX = 100;

  private static final Pattern CLASS = Pattern.compile("(?i)guaranteed|standard|spot");
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9].*");
  private static final Pattern JOB = Pattern.compile("(?:job-)?([0-9]{1,18})");
  private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  private final Fields job;

  DemandParser(Fields job) {
    this.job = job;
  }

  Demand parse(RolesParser.Roles roles, boolean needsImage) {
    var shape = new Demand.Shape(roles.roles(), roles.models(), cluster(), timeLimit());
    return new Demand(
        shape, priorityClass(), priority(), retries(), checkpoint(), dependencies(), needsImage);
  }

  private Optional<ClusterId> cluster() {
    return job.find(Field.CLUSTER)
        .flatMap(
            at ->
                at.text()
                    .flatMap(
                        text -> {
                          if (!SLUG.matcher(text).matches()) {
                            at.refuse(Fault.CLUSTER);
                            return Optional.empty();
                          }
                          return Optional.of(new ClusterId(text));
                        }));
  }

  private Limit<Duration> timeLimit() {
    var at = job.find(Field.TIME_LIMIT);
    if (at.isEmpty() || isUnlimited(at.get())) {
      return Limit.unlimited();
    }
    Optional<Duration> limit = duration(at.get(), Duration.ofMillis(1), TIME_LIMIT_MAX);
    return limit.map(Limit::atMost).orElseGet(Limit::unlimited);
  }

  private static boolean isUnlimited(Spot at) {
    return at.value() instanceof Document.Scalar(var text, _, _)
        && switch (text.strip().toLowerCase(Locale.ROOT)) {
          case CanonicalForm.UNLIMITED, "infinite", "off" -> true;
          default -> false;
        };
  }

  private static Optional<Duration> duration(Spot at, Duration least, Duration most) {
    var text = at.text();
    var duration = text.flatMap(Quantities::duration);
    if (text.isPresent()
        && (duration.isEmpty()
            || duration.get().compareTo(least) < 0
            || duration.get().compareTo(most) > 0)) {
      if (least.isZero()) {
        at.refuse(Fault.NOT_A_DURATION, "0s", shown(most));
      } else {
        at.refuse(Fault.NOT_A_POSITIVE_DURATION, shown(most));
      }
      return Optional.empty();
    }
    return duration;
  }

  private static String shown(Duration duration) {
    return duration.toDays() > 0 ? duration.toDays() + "d" : duration.toHours() + "h";
  }

  /// `priority_class`, `preemptible` and a `priority` that is a class; those that are given must
  /// agree.
  private PriorityClass priorityClass() {
    var named = job.find(Field.PRIORITY_CLASS).flatMap(DemandParser::priorityClass);
    var byPriority =
        job.find(Field.PRIORITY).filter(DemandParser::isClass).flatMap(DemandParser::priorityClass);
    var chosen = named.or(() -> byPriority);
    if (named.isPresent() && byPriority.isPresent() && !named.equals(byPriority)) {
      job.find(Field.PRIORITY).ifPresent(at -> at.refuse(Fault.CLASS_DIFFERS));
    }
    var preemptible = job.find(Field.PREEMPTIBLE);
    var isPreemptible = preemptible.flatMap(Spot::flag);
    if (isPreemptible.isPresent()
        && chosen.isPresent()
        && isPreemptible.get() != (chosen.get() == PriorityClass.SPOT)) {
      preemptible.get().refuse(Fault.PREEMPTIBLE_DIFFERS, word(chosen.get()));
    }
    return chosen.orElse(isPreemptible.orElse(false) ? PriorityClass.SPOT : PriorityClass.STANDARD);
  }

  private static Optional<PriorityClass> priorityClass(Spot at) {
    var text = at.text();
    if (text.isPresent() && !CLASS.matcher(text.get()).matches()) {
      at.refuse(Fault.CLASS);
      return Optional.empty();
    }
    return text.map(word -> PriorityClass.valueOf(word.toUpperCase(Locale.ROOT)));
  }

  private static String word(PriorityClass priorityClass) {
    return priorityClass.name().toLowerCase(Locale.ROOT);
  }

  private static boolean isClass(Spot at) {
    return at.value() instanceof Document.Scalar(var text, _, _)
        && CLASS.matcher(text.strip()).matches();
  }

  private int priority() {
    var at = job.find(Field.PRIORITY).filter(spot -> !isClass(spot));
    if (at.isPresent()
        && at.get().value() instanceof Document.Scalar(var text, _, _)
        && !text.isBlank()
        && !NUMBER.matcher(text.strip()).matches()) {
      at.get().refuse(Fault.PRIORITY, -Demand.PRIORITY_MAX, Demand.PRIORITY_MAX);
      return 0;
    }
    return at.map(spot -> spot.whole(-Demand.PRIORITY_MAX, Demand.PRIORITY_MAX).orElse(0))
        .orElse(0);
  }

  private int retries() {
    return job.find(Field.RETRIES).map(at -> at.whole(0, Demand.RETRIES_MAX).orElse(0)).orElse(0);
  }

  private CheckpointPolicy checkpoint() {
    var at = job.find(Field.CHECKPOINT);
    if (at.isEmpty() || !(at.get().value() instanceof Document.Mapping)) {
      return CheckpointPolicy.none();
    }
    var fields = Fields.read(at.get(), Field.OF_CHECKPOINT);
    var interval =
        fields
            .find(Field.INTERVAL)
            .flatMap(spot -> duration(spot, Duration.ofMillis(1), INTERVAL_MAX));
    var grace =
        fields
            .find(Field.GRACE)
            .flatMap(spot -> duration(spot, Duration.ZERO, CheckpointPolicy.GRACE_MAX))
            .orElse(CheckpointPolicy.GRACE_DEFAULT);
    return new CheckpointPolicy(interval, grace);
  }

  private List<JobId> dependencies() {
    var jobs = new TreeSet<JobId>();
    for (var at :
        job.find(Field.DEPENDS_ON).map(at -> at.items(DEPENDENCIES_MAX)).orElse(List.of())) {
      at.text()
          .ifPresent(
              text -> {
                var id = JOB.matcher(text);
                if (id.matches() && Long.parseLong(id.group(1)) > 0) {
                  jobs.add(new JobId(Long.parseLong(id.group(1))));
                } else {
                  at.refuse(Fault.DEPENDENCY);
                }
              });
    }
    return List.copyOf(jobs);
  }
}
