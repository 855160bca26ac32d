package org.suanli.examples.tinygpt;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The checkpoints of a folder: a directory per step, `step-NNNNNN`, whose `manifest.json` names
/// each file with its length and SHA-256 and is renamed into place last. A checkpoint without a
/// manifest is unfinished, one that differs from its manifest is damaged; neither is resumed.
final class Checkpoints {
  private static final int KEPT = 2;
  private static final Pattern NAME = Pattern.compile("step-(\\d{6})");

  private final Path folder;
  private final String run;
  private final PrintStream log;
  private final List<Integer> valid = new ArrayList<>();

  /// @param run what a checkpoint must share with the run that resumes it
  Checkpoints(Path folder, String run, PrintStream log) {
    this.folder = folder;
    this.run = run;
    this.log = log;
  }

  /// The newest valid checkpoint. Each newer one that is not is skipped with a line.
  ///
  /// @throws Failure of kind USER where the newest valid one is of another run
  Optional<TrainingState> newest() {
    for (int step : steps().descendingKeySet()) {
      try {
        TrainingState state = CheckpointFiles.read(folder.resolve(name(step)), step, run);
        valid.add(step);
        return Optional.of(state);
      } catch (CheckpointFiles.DamagedException e) {
        log.println("Checkpoint " + name(step) + " is skipped: " + e.getMessage());
      }
    }
    return Optional.empty();
  }

  /// Saves the state durably, then removes all but the newest two.
  ///
  /// @return the name of the checkpoint's directory
  String save(TrainingState state) {
    int step = state.step();
    Path directory = folder.resolve(name(step));
    try {
      Files.createDirectories(folder);
      remove(directory);
      Files.createDirectory(directory);
      CheckpointFiles.write(directory, state, run);
      force(folder);
      valid.remove(Integer.valueOf(step));
      valid.add(step);
      prune(step);
    } catch (IOException e) {
      throw Failure.external("Checkpoint " + directory + " must be writable", e);
    }
    return name(step);
  }

  /// Writes the step into a file that others watch, so that they see all of it or nothing.
  static void mark(Path file, int step) {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    try {
      Files.writeString(partial, step + "\n");
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw Failure.external("SUANLI_CHECKPOINT_MARK (" + file + ") must be writable", e);
    }
  }

  private static String name(int step) {
    return "step-%06d".formatted(step);
  }

  private NavigableMap<Integer, Path> steps() {
    var steps = new TreeMap<Integer, Path>();
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.toList()) {
        var matcher = NAME.matcher(entry.getFileName().toString());
        if (matcher.matches()) {
          steps.put(Integer.parseInt(matcher.group(1)), entry);
        }
      }
    } catch (NoSuchFileException _) {
      // The folder is made with the first checkpoint.
      return steps;
    } catch (IOException | UncheckedIOException e) {
      throw Failure.external("--checkpoint (" + folder + ") must be readable", e);
    }
    return steps;
  }

  /// Keeps the newest checkpoints that this run knows to be valid. Those of later steps stay too:
  /// the run will come to them, and write them anew.
  private void prune(int step) throws IOException {
    while (valid.size() > KEPT) {
      valid.removeFirst();
    }
    for (var entry : steps().headMap(step).entrySet()) {
      if (!valid.contains(entry.getKey())) {
        remove(entry.getValue());
      }
    }
  }

  /// The manifest goes first: what is left of a removal cut short is unfinished, not damaged.
  private static void remove(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.deleteIfExists(directory);
      return;
    }
    Files.deleteIfExists(directory.resolve(CheckpointFiles.MANIFEST));
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  /// Makes the entries of a directory durable.
  static void force(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
