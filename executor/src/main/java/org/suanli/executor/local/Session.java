package org.suanli.executor.local;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;

/// What observes while an executor is started. Confined to the loop's thread.
record Session(Observer observer, Watcher watcher, CheckpointMarks marks) implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Session.class.getName());

  /// Killed processes are gone within this many steps, or are stuck in the kernel.
  private static final int CLOSING_LOOKS_MAX = 100;

  private static final Duration CLOSING_STEP = Duration.ofMillis(10);

  /// Hears of every record that runners write.
  void watchSpool() {
    observer.spool().create();
    watch(observer.spool().begun());
    watch(observer.spool().ended());
  }

  private void watch(Path folder) {
    try {
      watcher.watch(folder, changes -> take(folder, changes));
    } catch (IOException e) {
      LOG.log(Level.ERROR, "event=spool_unwatched folder=" + folder, e);
    }
  }

  private void take(Path folder, Watcher.Changes changes) {
    if (changes.isGone()) {
      LOG.log(Level.WARNING, "event=spool_gone folder={0}", folder);
      observer.spool().create();
      watch(folder);
    }
    for (var name : changes.names()) {
      TaskKey.parse(name).ifPresent(observer::observe);
    }
    if (changes.hasMissed()) {
      observer.discover();
    }
  }

  void rescan() {
    observer.spool().create();
    observer.rescan();
    marks.rescan();
  }

  /// The kernel gives no notice of an empty group of version 1, so this looks a few times.
  boolean awaitCleared() throws InterruptedException {
    boolean isCleared = observer.isCleared();
    for (int look = 1; look < CLOSING_LOOKS_MAX && !isCleared; look++) {
      Thread.sleep(CLOSING_STEP);
      isCleared = observer.isCleared();
    }
    return isCleared;
  }

  @Override
  public void close() {
    watcher.close();
  }
}
