package org.suanli.executor.local;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;

/// What observes while an executor is started. Confined to the loop's thread.
record Session(Observer observer, Watcher watcher, CheckpointMarks marks) implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Session.class.getName());

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

  @Override
  public void close() {
    watcher.close();
  }
}
