package org.suanli.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.LongStream;
import org.suanli.api.Jobs;
import org.suanli.api.Paths;

/// Clients that submit jobs, each as soon as its last one was accepted.
///
/// @param jobFile the job file of the n-th job, from 0
record Load(LiveCentre centre, Tenancy tenancy, IntFunction<String> jobFile) {

  /// What became of the submissions in a window of time.
  ///
  /// @param nanos from request to answer, sorted
  record Result(double seconds, long[] nanos) {
    double perSecond() {
      return nanos.length / seconds;
    }

    double millisAt(double quantile) {
      return nanos[(int) Math.min(nanos.length - 1L, (long) (nanos.length * quantile))] / 1e6;
    }
  }

  /// Whether the job with a number is still to be submitted.
  private interface Bound {
    boolean allows(int number);
  }

  /// Submits until the time is over.
  ///
  /// @param numbers of jobs, across all runs
  Result during(double seconds, AtomicInteger numbers) throws Exception {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    return run(numbers, _ -> System.nanoTime() < end);
  }

  /// Submits this many.
  Result of(int jobs, AtomicInteger numbers) throws Exception {
    int end = numbers.get() + jobs;
    return run(numbers, number -> number < end);
  }

  private Result run(AtomicInteger numbers, Bound bound) throws Exception {
    var clients = new ArrayList<Callable<long[]>>();
    for (var robot : tenancy.robots()) {
      clients.add(() -> submit(robot, numbers, bound));
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      long start = System.nanoTime();
      var all = LongStream.empty();
      for (var result : threads.invokeAll(clients)) {
        try {
          all = LongStream.concat(all, Arrays.stream(result.get()));
        } catch (ExecutionException e) {
          throw new IllegalStateException("A client failed: " + e.getCause(), e.getCause());
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Result(seconds, all.sorted().toArray());
    }
  }

  private long[] submit(Tenancy.Robot robot, AtomicInteger numbers, Bound bound)
      throws IOException {
    var nanos = LongStream.builder();
    try (var connection = centre.connect(robot.token())) {
      for (int job = numbers.getAndIncrement();
          bound.allows(job);
          job = numbers.getAndIncrement()) {
        var body = LiveCentre.text(new Jobs.Submission(robot.project(), jobFile.apply(job)));
        long start = System.nanoTime();
        var answer = connection.post(Paths.JOBS, "benchmark-" + job, body);
        nanos.add(System.nanoTime() - start);
        if (answer.status() != 201) {
          throw new IllegalStateException(
              "A submission was answered by " + answer.status() + ": " + answer.text());
        }
      }
    }
    return nanos.build().toArray();
  }
}
