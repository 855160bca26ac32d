package org.suanli.simulation;

import static org.suanli.simulation.JobFixture.aJob;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.suanli.core.engine.Event;
import org.suanli.core.spec.PriorityClass;
import org.suanli.core.units.JobId;
import org.suanli.core.units.ProjectId;

/// Jobs of many shapes, and what their tasks do, by a seed.
final class RandomDemand {
  private static final List<Integer> ACCELERATORS = List.of(0, 1, 1, 1, 2, 2, 4, 8, 8, 16);

  private static final List<Integer> SHARES = List.of(100, 250, 250, 500);

  private final RandomGenerator random;

  RandomDemand(RandomGenerator random) {
    this.random = random;
  }

  JobFixture job(ProjectId project, List<JobId> known) {
    var job =
        aJob()
            .organization(project.organization().value())
            .project(project.name())
            .accelerators(pick(ACCELERATORS))
            .cpus(random.nextInt(0, 6))
            .memoryGib(random.nextInt(1, 40))
            .priority(random.nextInt(-3, 4))
            .retries(random.nextInt(3))
            .priorityClass(pick(List.of(PriorityClass.values())))
            .grace(pick(List.of(Duration.ZERO, Duration.ofSeconds(30), Duration.ofMinutes(20))));
    switch (random.nextInt(8)) {
      case 0 -> {
        job.milliAccelerators(chance(70) ? pick(SHARES) : random.nextInt(1, 1_000));
        if (chance(40)) {
          job.tasks(random.nextInt(2, 7));
        }
      }
      case 1, 2 -> job.tasks(random.nextInt(2, 7));
      case 3 -> job.tasks(random.nextInt(1, 4)).andRole("driver", 1);
      default -> {
        // One task.
      }
    }
    if (chance(30)) {
      job.models(chance(50) ? new String[] {"make-a"} : new String[] {"make-b", "make-c"});
    }
    if (chance(15)) {
      job.cluster(chance(50) ? "east" : "west");
    }
    if (chance(5)) {
      job.withImage();
    }
    if (chance(75)) {
      job.timeLimit(Duration.ofMinutes(random.nextInt(5, 60 * 40)));
    } else {
      job.withoutTimeLimit();
    }
    if (chance(50)) {
      job.checkpointEvery(Duration.ofMinutes(random.nextInt(5, 180)));
    }
    if (!known.isEmpty() && chance(15)) {
      job.after(pick(known));
    }
    return job;
  }

  Script script(Event.AttemptPlaced placed) {
    Optional<Duration> checkpoints =
        chance(50)
            ? Optional.of(Duration.ofMinutes(random.nextInt(30, 400)))
            : Optional.<Duration>empty();
    return new Script(
        chance(80)
            ? Duration.ofSeconds(random.nextInt(90))
            : Duration.ofMinutes(random.nextInt(90)),
        Duration.ofMillis(random.nextLong(1, Duration.ofHours(30).toMillis())),
        chance(80) ? 0 : random.nextInt(1, 200),
        chance(50) ? -1 : random.nextInt(placed.placement().tasks().size()),
        chance(80)
            ? Duration.ofMillis(random.nextInt(20_000))
            : Duration.ofMinutes(random.nextInt(60)),
        checkpoints,
        chance(80) ? Duration.ZERO : Duration.ofSeconds(random.nextInt(7_200)),
        chance(90) ? 0 : random.nextInt(1, 3));
  }

  boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
