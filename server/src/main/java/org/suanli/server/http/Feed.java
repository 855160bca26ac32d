package org.suanli.server.http;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.State;
import org.suanli.server.loop.Follower;

/// Wakes those who wait for something to change. What changed they read from the tables, so that
/// nobody who is slow costs memory or misses anything.
@Component
public final class Feed implements Follower, DisposableBean {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long commits;
  private boolean isClosed;

  @Override
  public void committed(List<Event.Stamped> events, State state) {
    lock.lock();
    try {
      commits++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// How many commits there were. To be asked before the tables are read.
  public long count() {
    lock.lock();
    try {
      return commits;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until there were more commits than this, or the time is over.
  ///
  /// @return false once the server stops
  public boolean await(long seen, Duration most) throws InterruptedException {
    lock.lock();
    try {
      long left = most.toNanos();
      while (commits <= seen && !isClosed && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !isClosed;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void destroy() {
    lock.lock();
    try {
      isClosed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
