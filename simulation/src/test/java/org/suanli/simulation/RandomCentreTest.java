package org.suanli.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.suanli.core.engine.Event;
import org.suanli.core.scheduling.WaitReason;

/// `-Dseeds=` and `-Dsteps=` say how many; `-Dseed=` replays one.
class RandomCentreTest {
  private static final int SEEDS = Integer.getInteger("seeds", 200);
  private static final int STEPS = Integer.getInteger("steps", 2_000);
  private static final int THREADS = 2;

  /// Fewer seeds need not meet with everything.
  private static final int SEEDS_FOR_COVERAGE = 50;

  private static final TreeSet<String> EVENTS = new TreeSet<>();
  private static final TreeSet<String> REASONS = new TreeSet<>();
  private static long refused;
  private static long relaunched;

  /// What happened in a run.
  private record Seen(List<String> events, List<String> reasons, int refused, int relaunched) {}

  @BeforeAll
  static void everyInvariantHolds() throws InterruptedException, ExecutionException {
    var single = Long.getLong("seed");
    var seeds = single == null ? LongStream.range(0, SEEDS) : LongStream.of(single);
    try (var threads = Executors.newFixedThreadPool(THREADS)) {
      var runs = new ArrayList<Future<Seen>>();
      seeds.forEach(seed -> runs.add(threads.submit(() -> run(seed))));
      for (var run : runs) {
        try {
          EVENTS.addAll(run.get().events());
          REASONS.addAll(run.get().reasons());
          refused += run.get().refused();
          relaunched += run.get().relaunched();
        } catch (ExecutionException failure) {
          threads.shutdownNow();
          throw failure;
        }
      }
    }
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
        List.copyOf(invariants.kinds()),
        List.copyOf(invariants.reasons()),
        centre.refused(),
        centre.centre().machines().refusedLaunches());
  }

  @Test
  void wrongCommandsAndRepeatedLaunchesOccur() {
    assertThat(refused).isPositive();
    assertThat(relaunched).isPositive();
  }

  @Test
  void everyKindOfEventOccurs() {
    assumeTrue(Long.getLong("seed") == null && SEEDS >= SEEDS_FOR_COVERAGE);
    assertThat(EVENTS).containsExactlyInAnyOrderElementsOf(namesOf(Event.class));
  }

  @Test
  void everyKindOfReasonToWaitOccurs() {
    assumeTrue(Long.getLong("seed") == null && SEEDS >= SEEDS_FOR_COVERAGE);
    assertThat(REASONS).containsExactlyInAnyOrderElementsOf(namesOf(WaitReason.class));
  }

  private static List<String> namesOf(Class<?> sealed) {
    return Arrays.stream(sealed.getPermittedSubclasses()).map(Class::getSimpleName).toList();
  }
}
