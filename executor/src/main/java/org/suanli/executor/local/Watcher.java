package org.suanli.executor.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Hears from the kernel (inotify) which files of some directories changed, and says so on the
/// loop.
final class Watcher implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Watcher.class.getName());

  private final Loop loop;
  private final WatchService service;
  private final Map<WatchKey, Consumer<Changes>> listeners = new ConcurrentHashMap<>();

  Watcher(Loop loop) {
    this.loop = loop;
    try {
      service = FileSystems.getDefault().newWatchService();
    } catch (IOException e) {
      throw new UncheckedIOException("No more directories can be watched.", e);
    }
  }

  void start() {
    Thread.ofPlatform().name("suanli-executor-watch").daemon().start(this::run);
  }

  /// Watches a directory until it goes or the key is cancelled.
  WatchKey watch(Path directory, Consumer<Changes> listener) throws IOException {
    var key =
        directory.register(
            service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
    listeners.put(key, listener);
    return key;
  }

  void forget(WatchKey key) {
    key.cancel();
    listeners.remove(key);
  }

  private void run() {
    try {
      while (true) {
        take(service.take());
      }
    } catch (ClosedWatchServiceException _) {
      LOG.log(Level.DEBUG, "event=watch_closed");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(WatchKey key) {
    var names = new ArrayList<String>();
    boolean hasMissed = false;
    for (WatchEvent<?> event : key.pollEvents()) {
      if (event.context() instanceof Path name) {
        names.add(name.toString());
      } else {
        hasMissed = true;
      }
    }
    boolean isGone = !key.reset();
    var listener = isGone ? listeners.remove(key) : listeners.get(key);
    if (listener != null) {
      var changes = new Changes(names, hasMissed || isGone, isGone);
      loop.execute(() -> listener.accept(changes));
    }
  }

  @Override
  public void close() {
    try {
      service.close();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "event=watch_unclosed", e);
    }
  }

  /// What happened in a directory.
  ///
  /// @param names of files that were made or changed
  /// @param hasMissed whether there may have been more
  /// @param isGone whether the directory is watched no more
  record Changes(List<String> names, boolean hasMissed, boolean isGone) {}
}
