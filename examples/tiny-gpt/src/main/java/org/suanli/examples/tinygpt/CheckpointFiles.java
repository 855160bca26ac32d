package org.suanli.examples.tinygpt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The files of one checkpoint: three arrays of floats (little-endian), the progress, and the
/// manifest over them.
final class CheckpointFiles {
  static final String MANIFEST = "manifest.json";

  private static final String WEIGHTS = "weights.f32";
  private static final String FIRST_MOMENT = "first-moment.f32";
  private static final String SECOND_MOMENT = "second-moment.f32";
  private static final String PROGRESS = "progress.json";
  private static final Pattern PROGRESS_TEXT =
      Pattern.compile("\\{\"step\":(\\d{1,6}),\"cursor\":(\\d{1,18}),\"run\":\"([^\"]*)\"}\n");

  /// Why a checkpoint cannot be resumed.
  static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
      super(message);
    }
  }

  private CheckpointFiles() {}

  /// Writes into an empty directory. The order matters: the files, durable, then the manifest.
  static void write(Path directory, TrainingState state, String run) throws IOException {
    var files = new LinkedHashMap<String, byte[]>();
    files.put(WEIGHTS, toBytes(state.weights()));
    files.put(FIRST_MOMENT, toBytes(state.firstMoment()));
    files.put(SECOND_MOMENT, toBytes(state.secondMoment()));
    files.put(PROGRESS, progress(state, run).getBytes(StandardCharsets.UTF_8));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      writeDurably(directory.resolve(file.getKey()), file.getValue());
    }
    Path partial = directory.resolve(MANIFEST + ".partial");
    writeDurably(partial, manifest(files).getBytes(StandardCharsets.UTF_8));
    Files.move(partial, directory.resolve(MANIFEST), StandardCopyOption.ATOMIC_MOVE);
    Checkpoints.force(directory);
  }

  /// @throws DamagedException where a file is missing or is not what the manifest says
  /// @throws Failure of kind USER where the checkpoint is valid but of another run
  static TrainingState read(Path directory, int step, String run) throws DamagedException {
    var files = new LinkedHashMap<String, byte[]>();
    for (String name : new String[] {WEIGHTS, FIRST_MOMENT, SECOND_MOMENT, PROGRESS}) {
      files.put(name, bytes(directory, name));
    }
    String stored = new String(bytes(directory, MANIFEST), StandardCharsets.UTF_8);
    // The manifest has one form, so what it must be can be computed from the files.
    if (!stored.equals(manifest(files))) {
      throw new DamagedException(firstDifference(files, stored));
    }
    String progress = new String(file(files, PROGRESS), StandardCharsets.UTF_8);
    Matcher matcher = PROGRESS_TEXT.matcher(progress);
    if (!matcher.matches() || Integer.parseInt(matcher.group(1)) != step) {
      throw new DamagedException(PROGRESS + " must be of step " + step + ".");
    }
    if (!matcher.group(3).equals(run)) {
      throw Failure.user(
          "Checkpoint %s (%s) must be of this run (%s).\nMaybe give another folder, --checkpoint DIR, or the options of that run."
              .formatted(directory, matcher.group(3), run));
    }
    return new TrainingState(
        step,
        Long.parseLong(matcher.group(2)),
        toFloats(file(files, WEIGHTS)),
        toFloats(file(files, FIRST_MOMENT)),
        toFloats(file(files, SECOND_MOMENT)));
  }

  private static byte[] bytes(Path directory, String name) throws DamagedException {
    try {
      return Files.readAllBytes(directory.resolve(name));
    } catch (IOException e) {
      throw new DamagedException(name + " cannot be read: " + e);
    }
  }

  private static byte[] file(Map<String, byte[]> files, String name) {
    return files.getOrDefault(name, new byte[0]);
  }

  private static String firstDifference(Map<String, byte[]> files, String manifest) {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      String entry = entry(file.getKey(), file.getValue());
      if (!manifest.contains(entry)) {
        return file.getKey() + " is not what the manifest says, it is " + entry + ".";
      }
    }
    return MANIFEST + " is not of the form of this program.";
  }

  private static String manifest(Map<String, byte[]> files) {
    var entries = new java.util.StringJoiner(",\n  ", "{\"format\":1,\"files\":[\n  ", "]}\n");
    files.forEach((name, bytes) -> entries.add(entry(name, bytes)));
    return entries.toString();
  }

  private static String entry(String name, byte[] bytes) {
    return new JsonLine()
        .with("name", name)
        .with("bytes", bytes.length)
        .with("sha256", Sha256.hex(bytes))
        .toString();
  }

  private static String progress(TrainingState state, String run) {
    return new JsonLine().with("step", state.step()).with("cursor", state.cursor()).with("run", run)
        + "\n";
  }

  private static void writeDurably(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  /// Four bytes per float, little-endian.
  static byte[] toBytes(float[] floats) {
    ByteBuffer buffer = ByteBuffer.allocate(floats.length * Float.BYTES);
    buffer.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(floats);
    return buffer.array();
  }

  private static float[] toFloats(byte[] bytes) {
    float[] floats = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
    return floats;
  }
}
