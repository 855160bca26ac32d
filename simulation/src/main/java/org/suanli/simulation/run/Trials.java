package org.suanli.simulation.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Runs several simulations, as many at once as there are cores; each has its own engine, so the
/// order in which they run changes nothing.
public final class Trials {
  private Trials() {}

  /// @return what came of each, in the order of the simulations
  /// @throws IllegalStateException if one of them failed
  public static List<Trial> run(List<Simulation> simulations, Progress progress) {
    var all = new Sum(progress, simulations.stream().mapToLong(Simulation::size).sum());
    int cores = Runtime.getRuntime().availableProcessors();
    var order = new ArrayList<>(simulations);
    // The longest first, so that none is left over at the end.
    order.sort((left, right) -> Long.compare(right.size(), left.size()));
    var futures = new Future<?>[order.size()];
    try (var threads = Executors.newFixedThreadPool(Math.max(1, Math.min(cores, order.size())))) {
      var done = new ArrayList<Future<Trial>>();
      order.forEach(simulation -> done.add(threads.submit(() -> simulation.run(all.part()))));
      for (int index = 0; index < futures.length; index++) {
        futures[simulations.indexOf(order.get(index))] = done.get(index);
      }
    }
    var trials = new ArrayList<Trial>();
    for (var future : futures) {
      trials.add(trial(future));
    }
    return trials;
  }

  private static Trial trial(Future<?> future) {
    try {
      return (Trial) future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("A simulation failed.", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The simulations were interrupted.", e);
    }
  }

  /// Adds up the progress of several.
  private static final class Sum {
    private final Progress progress;
    private final long all;
    private long ended;

    Sum(Progress progress, long all) {
      this.progress = progress;
      this.all = all;
    }

    Progress part() {
      var before = new long[1];
      return (partEnded, _, clock) -> {
        synchronized (this) {
          ended += partEnded - before[0];
          before[0] = partEnded;
          progress.at(ended, all, clock);
        }
      };
    }
  }
}
