package org.suanli.executor.local;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;
import org.suanli.executor.LaunchOrder;

/// The directories that tasks work in. Those that this class makes belong to the server and may
/// only be passed through; what is inside them belongs to the job's user.
final class Workspace {
  private static final FileAttribute<Set<PosixFilePermission>> PASSAGE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x"));
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Path root;
  private final TaskUser user;

  Workspace(Path root, TaskUser user) {
    this.root = root.toAbsolutePath().normalize();
    this.user = user;
  }

  Path root() {
    return root;
  }

  Path job(JobId job) {
    return root.resolve(job.toString());
  }

  /// What outlives the attempts of a job.
  Path output(JobId job) {
    return job(job).resolve("output");
  }

  Path attempt(AttemptId attempt) {
    return job(attempt.job()).resolve(Integer.toString(attempt.number()));
  }

  Path marks(AttemptId attempt) {
    return attempt(attempt).resolve("mark");
  }

  Path mark(AttemptId attempt) {
    return marks(attempt).resolve("saved");
  }

  /// Where a task is at home and at work.
  Path task(TaskKey key) {
    return attempt(key.attempt()).resolve(Integer.toString(key.task()));
  }

  Path temporary(TaskKey key) {
    return attempt(key.attempt()).resolve(key.task() + ".tmp");
  }

  /// Makes the directories of an attempt that are missing. Each costs a good part of what a short
  /// job does, so there are few; an owned one never lies in another, whose owner could put a link
  /// in its place.
  void create(LaunchOrder order) throws IOException {
    var attempt = order.attempt();
    createPassage(root);
    createPassage(job(attempt.job()));
    createOwned(output(attempt.job()), attempt.job());
    createPassage(attempt(attempt));
    if (order.program().savesCheckpoints()) {
      createOwned(marks(attempt), attempt.job());
    }
    for (int index = 0; index < order.tasks().size(); index++) {
      var key = new TaskKey(attempt, index);
      createOwned(task(key), attempt.job());
      createOwned(temporary(key), attempt.job());
    }
  }

  private void createPassage(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, PASSAGE);
      if (!user.isTrusted()) {
        // Whatever the server's mask takes away.
        Files.setPosixFilePermissions(directory, PASSAGE.value());
      }
    }
  }

  private void createOwned(Path directory, JobId job) throws IOException {
    try {
      Files.createDirectory(directory, PRIVATE);
      if (user instanceof TaskUser.Unprivileged unprivileged) {
        int uid = unprivileged.uid(job);
        Files.setAttribute(directory, "unix:gid", uid);
        Files.setAttribute(directory, "unix:uid", uid);
      }
    } catch (FileAlreadyExistsException _) {
      return;
    }
  }

  /// @return whether users other than the server's can pass through every directory down to the
  ///   root
  boolean isReachable() throws IOException {
    Files.createDirectories(root);
    createPassage(root);
    for (Path directory = root; directory != null; directory = directory.getParent()) {
      if (!Files.getPosixFilePermissions(directory).contains(PosixFilePermission.OTHERS_EXECUTE)) {
        return false;
      }
    }
    return true;
  }
}
