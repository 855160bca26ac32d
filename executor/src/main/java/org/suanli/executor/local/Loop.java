package org.suanli.executor.local;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The one thread that knows what runs. What fails on it is logged, and only that unit of work
/// stops.
final class Loop implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Loop.class.getName());

  private final ScheduledThreadPoolExecutor thread;
  private volatile @Nullable Thread own;

  Loop() {
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              var made = Thread.ofPlatform().name("suanli-executor").daemon().unstarted(work);
              own = made;
              return made;
            });
    thread.setRemoveOnCancelPolicy(true);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /// Runs the work on the loop, in order; does nothing after the loop was closed.
  void execute(Runnable work) {
    submit(() -> thread.execute(guarded(work)));
  }

  void after(Duration delay, Runnable work) {
    submit(
        () -> {
          var _ = thread.schedule(guarded(work), delay.toNanos(), TimeUnit.NANOSECONDS);
        });
  }

  void every(Duration interval, Runnable work) {
    submit(
        () -> {
          var _ =
              thread.scheduleWithFixedDelay(
                  guarded(work), interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
        });
  }

  /// Runs the work on the loop and waits for it.
  <T> T call(Callable<T> work) {
    if (Thread.currentThread() == own) {
      return compute(work);
    }
    var result = new CompletableFuture<T>();
    thread.execute(
        () -> {
          try {
            result.complete(work.call());
          } catch (Exception e) {
            result.completeExceptionally(e);
          }
        });
    return result.join();
  }

  private static <T> T compute(Callable<T> work) {
    try {
      return work.call();
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private void submit(Runnable submission) {
    try {
      submission.run();
    } catch (RejectedExecutionException e) {
      if (!thread.isShutdown()) {
        throw e;
      }
    }
  }

  /// The control loop's guard: one failure must not end the others.
  private static Runnable guarded(Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (Exception e) {
        LOG.log(Level.ERROR, "event=executor_work_failed", e);
      }
    };
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
