package org.suanli.executor.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import org.suanli.core.units.AttemptId;

/// What tasks wrote to their standard output and error, by attempt and task. Kept until the job is
/// discarded.
public final class Logs {
  private static final int CHUNK_MAX = 1 << 20;

  private final Spool spool;

  Logs(Spool spool) {
    this.spool = spool;
  }

  /// Reads a part of a log. To follow it, read again from the end of the part.
  ///
  /// @param offset in bytes from the start; zero or more
  /// @param max how many bytes at most; more than zero; at most 1 MiB are given
  /// @return an empty part if there is nothing from there on yet
  public Part read(AttemptId attempt, int task, long offset, int max) {
    if (offset < 0 || max < 1) {
      throw new IllegalArgumentException(
          "The part (%d bytes from %d) of a log must be at least one byte from zero or more."
              .formatted(max, offset));
    }
    var log = spool.log(new TaskKey(attempt, task));
    try (var channel = Files.newByteChannel(log, StandardOpenOption.READ)) {
      long size = channel.size();
      var buffer =
          ByteBuffer.allocate((int) Math.min(Math.min(max, CHUNK_MAX), Math.max(0, size - offset)));
      channel.position(offset);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
      return new Part(offset, buffer.flip().asReadOnlyBuffer(), size);
    } catch (NoSuchFileException _) {
      return new Part(offset, ByteBuffer.allocate(0).asReadOnlyBuffer(), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A part of a log.
  ///
  /// @param offset where it starts
  /// @param bytes its content
  /// @param size of the whole log when it was read
  public record Part(long offset, ByteBuffer bytes, long size) {
    /// Where the next part starts.
    public long end() {
      return offset + bytes.remaining();
    }
  }
}
