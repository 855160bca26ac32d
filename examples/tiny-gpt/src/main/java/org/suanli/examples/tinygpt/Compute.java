package org.suanli.examples.tinygpt;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The compute threads of one rank. Work is cut by what it writes, never by what it sums, so the
/// results have the same bits for any number of threads.
final class Compute implements AutoCloseable {

  /// A part of the work: the indices `from` to `to` (exclusive) of a range.
  @FunctionalInterface
  interface Part {
    void run(Gemm gemm, int from, int to);
  }

  private final List<Gemm> gemms = new ArrayList<>();
  private final ExecutorService others;

  /// @param threads one or more, the calling thread among them
  Compute(int threads) {
    for (int i = 0; i < threads; i++) {
      gemms.add(new Gemm());
    }
    others =
        Executors.newFixedThreadPool(
            Math.max(1, threads - 1), Thread.ofPlatform().daemon().name("compute-", 1).factory());
  }

  /// Runs the range 0 to `count`, cut in `threads` parts, and returns when all parts have ended.
  void parallel(int count, Part part) {
    int threads = gemms.size();
    List<Future<?>> running = new ArrayList<>();
    for (int i = 1; i < threads; i++) {
      Gemm gemm = gemms.get(i);
      int from = (int) ((long) count * i / threads);
      int to = (int) ((long) count * (i + 1) / threads);
      running.add(others.submit(() -> part.run(gemm, from, to)));
    }
    part.run(gemms.getFirst(), 0, count / threads);
    for (Future<?> future : running) {
      await(future);
    }
  }

  /// `c = a * b`, the rows of c shared among the threads.
  void multiply(Matrix a, Matrix b, Matrix c) {
    parallel(c.rows(), (gemm, from, to) -> gemm.multiply(a.rows(from, to), b, c.rows(from, to)));
  }

  /// `c += a * b`, the rows of c shared among the threads.
  void multiplyAdd(Matrix a, Matrix b, Matrix c) {
    parallel(c.rows(), (gemm, from, to) -> gemm.multiplyAdd(a.rows(from, to), b, c.rows(from, to)));
  }

  private static void await(Future<?> future) {
    try {
      future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("A compute thread failed.", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The wait for a compute thread was interrupted.", e);
    }
  }

  @Override
  public void close() {
    others.shutdownNow();
  }
}
