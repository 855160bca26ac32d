package org.suanli.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskReserveTest {
  private static final long MUCH = 100L << 30;

  @TempDir private Path folder = Path.of("");
  private final AtomicLong left = new AtomicLong(MUCH);

  private DiskReserve reserve() {
    return new DiskReserve(folder.resolve("reserve"), left::get);
  }

  @AfterEach
  void nothingElseIsLeft() throws Exception {
    try (var files = Files.list(folder)) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(name -> !name.equals("reserve")))
          .isEmpty();
    }
  }

  @Test
  void isMadeWhileTheDiskHasRoom() throws Exception {
    try (var reserve = reserve()) {
      reserve.look();
      assertThat(reserve.isTight()).isFalse();
      assertThat(folder.resolve("reserve")).hasSize(DiskReserve.BYTES);
    }
  }

  @Test
  void isGivenUpWhenTheDiskIsNearlyFullAndMadeAgainLater() throws Exception {
    try (var reserve = reserve()) {
      reserve.look();
      left.set(DiskReserve.LEFT_MIN - 1);
      reserve.look();
      assertThat(reserve.isTight()).isTrue();
      assertThat(folder.resolve("reserve")).doesNotExist();
      // What it gave up counts as room again: that alone must not bring it back.
      left.set(DiskReserve.BYTES + DiskReserve.LEFT_MIN - 1);
      reserve.look();
      assertThat(reserve.isTight()).isTrue();
      left.set(DiskReserve.BYTES + DiskReserve.LEFT_AGAIN);
      reserve.look();
      assertThat(reserve.isTight()).isFalse();
      assertThat(folder.resolve("reserve")).hasSize(DiskReserve.BYTES);
    }
  }

  @Test
  void aDiskThatWasFullAtTheStartTakesNoWork() {
    left.set(1);
    try (var reserve = reserve()) {
      reserve.look();
      assertThat(reserve.isTight()).isTrue();
    }
  }
}
