package org.suanli.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.suanli.core.engine.Event;
import org.suanli.core.scheduling.WaitReason;

/// `-Dseeds=` and `-Dsteps=` say how many; `-Dseed=` replays one.
class RandomCentreTest {
  private static final int SEEDS = Integer.getInteger("seeds", 200);
  private static final int STEPS = Integer.getInteger("steps", 2_000);
  private static final int THREADS = 2;

  /// What happened in a run.
  private record Seen(TreeSet<String> events, TreeSet<String> reasons, int refused) {}

  @Test
  void everyInvariantHoldsAndEveryKindOfEventAndReasonOccurs()
      throws InterruptedException, ExecutionException {
    var single = Long.getLong("seed");
    var seeds = single == null ? LongStream.range(0, SEEDS) : LongStream.of(single);
    var events = new TreeSet<String>();
    var reasons = new TreeSet<String>();
    int refused = 0;
    try (var threads = Executors.newFixedThreadPool(THREADS)) {
      var runs = new ArrayList<Future<Seen>>();
      seeds.forEach(seed -> runs.add(threads.submit(() -> run(seed))));
      for (var run : runs) {
        try {
          events.addAll(run.get().events());
          reasons.addAll(run.get().reasons());
          refused += run.get().refused();
        } catch (ExecutionException failure) {
          threads.shutdownNow();
          throw failure;
        }
      }
    }
    if (single == null && SEEDS >= 50) {
      assertThat(events).containsExactlyInAnyOrderElementsOf(namesOf(Event.class));
      assertThat(reasons).containsExactlyInAnyOrderElementsOf(namesOf(WaitReason.class));
    }
    assertThat(refused).isPositive();
  }

  private static Seen run(long seed) {
    var centre = new RandomCentre(seed);
    int step = 0;
    try {
      centre.open();
      for (; step < STEPS; step++) {
        centre.step();
      }
      centre.close();
    } catch (RuntimeException e) {
      throw new AssertionError(
          "Seed %d failed at step %d of %d.\nReplay: mvn test -pl simulation -am -Dtest=RandomCentreTest -Dsurefire.failIfNoSpecifiedTests=false -Dseed=%d -Dsteps=%d"
              .formatted(seed, step, STEPS, seed, STEPS),
          e);
    }
    var invariants = centre.centre().invariants();
    return new Seen(
        new TreeSet<>(invariants.kinds()), new TreeSet<>(invariants.reasons()), centre.refused());
  }

  private static List<String> namesOf(Class<?> sealed) {
    return Arrays.stream(sealed.getPermittedSubclasses()).map(Class::getSimpleName).toList();
  }
}
