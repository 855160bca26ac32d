package org.suanli.server.wiring;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.suanli.server.http.DiskRoom;

/// A file that is in the way as long as the disk has room, and is deleted once it is nearly full:
/// endings can then still be written down, while no new work is taken. It is made again when
/// somebody has freed enough.
final class DiskReserve implements DiskRoom, AutoCloseable {
  /// Endings of tens of thousands of tasks, in the journal, its projections and PostgreSQL's log.
  static final long BYTES = 64L << 20;

  /// What must be left beside the file while it is there.
  static final long LEFT_MIN = 64L << 20;

  /// What must be left besides before it is made again, so that it does not come and go.
  static final long LEFT_AGAIN = 2 * LEFT_MIN;

  private static final Logger LOG = LoggerFactory.getLogger(DiskReserve.class);
  private static final long LOOK_SECONDS = 5;
  private static final int CHUNK_BYTES = 1 << 20;

  private final Path file;
  private final LongSupplier usable;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().name("disk-reserve").factory());
  private volatile boolean isTight;

  /// @param usable how many bytes the server may still write on the file's disk
  DiskReserve(Path file, LongSupplier usable) {
    this.file = file;
    this.usable = usable;
  }

  /// Looks now and then from now on, until closed.
  DiskReserve watch(MeterRegistry meters) {
    Gauge.builder("suanli.disk.usable", usable::getAsLong)
        .baseUnit("bytes")
        .description("What the server may still write on the disk of its data.")
        .register(meters);
    Gauge.builder("suanli.disk.reserve", () -> isTight ? 0 : BYTES)
        .baseUnit("bytes")
        .description("What is kept free for endings; 0 once it had to be given up.")
        .register(meters);
    timer.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
    return this;
  }

  @Override
  public boolean isTight() {
    return isTight;
  }

  /// Gives the reserve up, or makes it again, as the room that is left asks for.
  void look() {
    try {
      boolean isHeld = Files.exists(file) && Files.size(file) == BYTES;
      long left = usable.getAsLong();
      if (isHeld && left < LEFT_MIN) {
        Files.delete(file);
        tighten(left);
      } else if (!isHeld && left >= BYTES + (isTight ? LEFT_AGAIN : LEFT_MIN)) {
        fill();
        if (isTight) {
          LOG.info("event=disk_reserve_held bytes={} left={}", BYTES, left);
        }
        isTight = false;
      } else if (!isHeld) {
        tighten(left);
      }
    } catch (IOException | RuntimeException e) {
      // A control loop: the next look may find the disk better.
      LOG.warn("event=disk_reserve_failed file={}", file, e);
    }
  }

  private void tighten(long left) {
    if (!isTight) {
      LOG.error("event=disk_nearly_full left={} work=refused", left);
    }
    isTight = true;
  }

  /// Real bytes, which no file system can leave out or make smaller; the same each time.
  private void fill() throws IOException {
    var chunk = new byte[CHUNK_BYTES];
    var bytes = new Random(1);
    try (var channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      for (long written = 0; written < BYTES; written += CHUNK_BYTES) {
        bytes.nextBytes(chunk);
        var rest = ByteBuffer.wrap(chunk);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
      }
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
