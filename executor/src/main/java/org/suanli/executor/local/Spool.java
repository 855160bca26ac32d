package org.suanli.executor.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.suanli.core.units.AttemptId;

/// The private files of an executor: orders, claims, records, stop marks, logs. Only the server's
/// user may enter.
final class Spool {
  private static final System.Logger LOG = System.getLogger(Spool.class.getName());

  /// A launch that was sent before its attempt was forgotten cannot arrive later than this.
  private static final Duration TOMBSTONE_AGE = Duration.ofDays(7);

  /// No record that a runner writes comes near it.
  private static final long RECORD_BYTES_MAX = 4096;

  private static final List<String> FOLDERS =
      List.of(
          "attempts",
          "claims",
          "begun",
          "ended",
          "temporary",
          "stops",
          "logs",
          "damaged",
          "nodes",
          "epochs");

  private final Path root;

  Spool(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  Path root() {
    return root;
  }

  /// Makes what is missing.
  void create() {
    try {
      Files.createDirectories(root);
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
      for (var folder : FOLDERS) {
        Files.createDirectories(root.resolve(folder));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The executor's directory " + root + " must be writable.", e);
    }
  }

  Path begun() {
    return root.resolve("begun");
  }

  Path ended() {
    return root.resolve("ended");
  }

  Path attempts() {
    return root.resolve("attempts");
  }

  Path nodes() {
    return root.resolve("nodes");
  }

  Path attempt(AttemptId id) {
    return attempts().resolve(id.toString());
  }

  Path stop(AttemptId id) {
    return root.resolve("stops").resolve(id.toString());
  }

  Path logs(AttemptId id) {
    return root.resolve("logs").resolve(id.job().toString());
  }

  Path log(TaskKey key) {
    return logs(key.attempt()).resolve(key.attempt().number() + "." + key.task() + ".log");
  }

  boolean hasStop(AttemptId id) {
    return Files.exists(stop(id));
  }

  /// When the grace of a stop that was asked for ends, since the boot.
  ///
  /// @return zero if the mark is of an earlier boot or cannot be read
  Optional<Duration> readStop(AttemptId id, String boot) {
    return readSmall(stop(id))
        .map(
            text -> {
              String[] words = text.strip().split(" ", -1);
              boolean isWhole = words.length == 2 && words[0].equals(boot);
              return isWhole && words[1].matches("[0-9]{1,18}")
                  ? Duration.ofMillis(Long.parseLong(words[1]))
                  : Duration.ZERO;
            });
  }

  /// Marks an attempt so that tasks that have not begun will not.
  ///
  /// @param killAt since the boot
  void writeStop(AttemptId id, String boot, Duration killAt) {
    replace(stop(id), boot + " " + killAt.toMillis() + "\n");
  }

  boolean isClaimed(TaskKey key) {
    return Files.exists(claim(key));
  }

  /// Whether the task was forgotten, or its claim never got its content.
  boolean hasEmptyClaim(TaskKey key) {
    try {
      return Files.size(claim(key)) == 0;
    } catch (NoSuchFileException _) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path claim(TaskKey key) {
    return root.resolve("claims").resolve(key.toString());
  }

  Optional<RunnerRecord.Claim> readClaim(TaskKey key) {
    return read(claim(key))
        .filter(RunnerRecord.Claim.class::isInstance)
        .map(RunnerRecord.Claim.class::cast);
  }

  Optional<RunnerRecord.Begun> readBegun(TaskKey key) {
    return read(begun().resolve(key.toString()))
        .filter(RunnerRecord.Begun.class::isInstance)
        .map(RunnerRecord.Begun.class::cast);
  }

  /// @return an {@link RunnerRecord.Exited} or a {@link RunnerRecord.Lost}
  Optional<RunnerRecord> readEnded(TaskKey key) {
    return read(ended().resolve(key.toString()))
        .filter(it -> it instanceof RunnerRecord.Exited || it instanceof RunnerRecord.Lost);
  }

  /// Whether the record of an end, sound or not, is written to its last line.
  boolean isEndWhole(TaskKey key) {
    return text(ended().resolve(key.toString())).filter(it -> it.endsWith("end\n")).isPresent();
  }

  private static Optional<RunnerRecord> read(Path file) {
    return text(file).flatMap(RunnerRecord::parse);
  }

  private static Optional<String> text(Path file) {
    try {
      return Files.size(file) > RECORD_BYTES_MAX
          ? Optional.empty()
          : Optional.of(
              new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean hasEnded(TaskKey key) {
    return Files.exists(ended().resolve(key.toString()));
  }

  /// When the record of an end was written, by the wall clock.
  Instant endedAt(TaskKey key) {
    try {
      return Files.getLastModifiedTime(ended().resolve(key.toString())).toInstant();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// When the claim was made, by the wall clock.
  Optional<Instant> claimedAt(TaskKey key) {
    try {
      return Optional.of(Files.getLastModifiedTime(claim(key)).toInstant());
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Takes the claim of a task that no runner took, so that none can take it later.
  ///
  /// @return false if it is taken
  boolean takeClaim(TaskKey key) {
    try {
      Files.createFile(claim(key));
      return true;
    } catch (FileAlreadyExistsException _) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Records a loss, unless an end is recorded.
  void writeLost(TaskKey key, RunnerRecord.Lost lost) {
    Path temporary = root.resolve("temporary").resolve(key + "." + UUID.randomUUID());
    try {
      Files.writeString(
          temporary, RunnerRecord.toText(lost), java.nio.charset.StandardCharsets.UTF_8);
      Files.createLink(ended().resolve(key.toString()), temporary);
    } catch (FileAlreadyExistsException _) {
      LOG.log(Level.DEBUG, "event=loss_superseded task={0}", key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete(temporary);
    }
  }

  /// Puts a record that cannot be read out of the way.
  void quarantine(TaskKey key) {
    Path target = root.resolve("damaged").resolve(key + "." + UUID.randomUUID());
    try {
      Files.move(ended().resolve(key.toString()), target, StandardCopyOption.ATOMIC_MOVE);
      LOG.log(Level.WARNING, "event=record_damaged task={0} kept={1}", key, target);
    } catch (NoSuchFileException _) {
      LOG.log(Level.DEBUG, "event=record_gone task={0}", key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Removes what belongs to a forgotten task. Its claim stays, empty, so that no late launch
  /// executes it again.
  void forget(TaskKey key) {
    try {
      Files.write(
          claim(key), new byte[0], StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    delete(begun().resolve(key.toString()));
    delete(ended().resolve(key.toString()));
  }

  /// Removes claims of tasks that were forgotten long ago, and what interrupted servers left
  /// unfinished.
  void removeOld(Instant now) {
    FileTime oldest = FileTime.from(now.minus(TOMBSTONE_AGE));
    for (var folder : List.of(root.resolve("claims"), root.resolve("temporary"))) {
      for (var name : names(folder)) {
        removeIfOld(folder.resolve(name), oldest);
      }
    }
  }

  private static void removeIfOld(Path file, FileTime oldest) {
    try {
      boolean isOld = Files.getLastModifiedTime(file).compareTo(oldest) < 0;
      if (isOld && Files.isDirectory(file)) {
        DirectoryRemoval.remove(file);
      } else if (isOld && Files.size(file) == 0) {
        Files.delete(file);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "event=file_kept file=" + file, e);
    }
  }

  /// The attempts whose order is published, in order.
  List<AttemptId> published() {
    var ids = new ArrayList<AttemptId>();
    names(attempts()).forEach(name -> TaskKey.parseAttempt(name).ifPresent(ids::add));
    Collections.sort(ids);
    return ids;
  }

  /// The keys that have a record in this folder, in order.
  static List<TaskKey> keys(Path folder) {
    var keys = new ArrayList<TaskKey>();
    names(folder).forEach(name -> TaskKey.parse(name).ifPresent(keys::add));
    Collections.sort(keys);
    return keys;
  }

  private static List<String> names(Path folder) {
    var names = new ArrayList<String>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Collections.sort(names);
    return names;
  }

  /// The highest epoch that was ever seen.
  long epoch() {
    return names(epochs()).stream().mapToLong(Long::parseLong).max().orElse(0);
  }

  private Path epochs() {
    return root.resolve("epochs");
  }

  /// A file for each epoch, of which the highest counts: so a server that was paused in here cannot
  /// take back what a later one raised.
  void raiseEpoch(long epoch) {
    try {
      Files.createFile(epochs().resolve(Long.toString(epoch)));
    } catch (FileAlreadyExistsException _) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (var name : names(epochs())) {
      if (Long.parseLong(name) < epoch) {
        delete(epochs().resolve(name));
      }
    }
  }

  /// Replaces a small file as a whole.
  void replace(Path file, String text) {
    Path temporary = root.resolve("temporary").resolve(UUID.randomUUID().toString());
    try {
      Files.writeString(temporary, text);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      delete(temporary);
    }
  }

  Optional<String> readSmall(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "event=file_kept file=" + file, e);
    }
  }
}
