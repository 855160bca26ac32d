package org.suanli.executor.local;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.time.Duration;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.suanli.core.units.AttemptId;
import org.suanli.executor.Report;

/// Watches the marks by which tasks say that they saved their progress. Confined to the loop's
/// thread.
///
/// What was reported is remembered in a file, as the time of the mark, so that a restart of the
/// server neither misses nor repeats a save.
final class CheckpointMarks {
  private static final System.Logger LOG = System.getLogger(CheckpointMarks.class.getName());

  /// Saves that follow each other within this are reported once, so that a task cannot flood the
  /// journal.
  private static final Duration REPORT_STEP = Duration.ofSeconds(1);

  private final Machine machine;
  private final Loop loop;
  private final Watcher watcher;
  private final Observer observer;
  private final Map<AttemptId, WatchKey> keys = new TreeMap<>();
  private final SortedSet<AttemptId> resting = new TreeSet<>();

  CheckpointMarks(Machine machine, Loop loop, Watcher watcher, Observer observer) {
    this.machine = machine;
    this.loop = loop;
    this.watcher = watcher;
    this.observer = observer;
  }

  /// Watches the mark of an attempt, if it is to be and is not yet.
  void watch(LiveAttempt attempt) {
    if (!attempt.savesCheckpoints || keys.containsKey(attempt.id)) {
      return;
    }
    try {
      Path marks = machine.workspace().marks(attempt.id);
      String mark = machine.workspace().mark(attempt.id).getFileName().toString();
      keys.put(
          attempt.id,
          watcher.watch(
              marks,
              changes -> {
                if (changes.hasMissed() || changes.names().contains(mark)) {
                  look(attempt.id);
                }
              }));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "event=mark_unwatched attempt=" + attempt.id, e);
    }
    look(attempt.id);
  }

  void forget(AttemptId id) {
    var key = keys.remove(id);
    if (key != null) {
      watcher.forget(key);
    }
    resting.remove(id);
  }

  /// Looks at every mark, in case a notice was missed.
  void rescan() {
    for (var attempt : observer.attempts()) {
      if (attempt.savesCheckpoints && !attempt.hasEnded()) {
        watch(attempt);
        look(attempt.id);
      }
    }
  }

  private void look(AttemptId id) {
    if (resting.contains(id)) {
      return;
    }
    try {
      Path mark = machine.workspace().mark(id);
      String time = Files.getLastModifiedTime(mark, LinkOption.NOFOLLOW_LINKS).toString();
      Path seen = machine.spool().attempt(id).resolve("checkpoint");
      if (!machine.spool().readSmall(seen).equals(java.util.Optional.of(time))) {
        machine.spool().replace(seen, time);
        observer.report(new Report.CheckpointSaved(id));
        rest(id);
      }
    } catch (NoSuchFileException _) {
      return;
    } catch (IOException e) {
      LOG.log(Level.WARNING, "event=mark_unreadable attempt=" + id, e);
    }
  }

  private void rest(AttemptId id) {
    resting.add(id);
    loop.after(
        REPORT_STEP,
        () -> {
          if (resting.remove(id)) {
            look(id);
          }
        });
  }
}
