package org.suanli.executor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.suanli.core.engine.Event.TaskEnding;

/// What happens when the disk of the spool has no room: shown on a small file system in memory,
/// which only root can mount.
@Timeout(60)
final class FullSpoolTest {

  private static boolean run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(List.of(command)).start().waitFor() == 0;
  }

  /// Fills the file system to its last byte.
  private static Path fill(Path state) {
    Path filler = state.resolve("filler");
    var block = new byte[4_096];
    try (var out = Files.newOutputStream(filler)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
      return filler;
    }
  }

  @Test
  void anEndWaitsForRoomAndALaunchWithoutRoomIsLost() throws Exception {
    assumeTrue(Bench.isRoot(), "Skipped: only root can mount a small file system.");
    try (var bench = Bench.trusted()) {
      Path state = Files.createDirectories(bench.root.resolve("state"));
      assumeTrue(
          run("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", state.toString()),
          "Skipped: this machine does not let even root mount.");
      try {
        var executor = bench.executor();
        Path go = bench.root.resolve("go");
        var running =
            bench
                .order("while [ ! -e %s ]; do sleep 0.01; done; exit 8".formatted(go))
                .launchOn(executor);
        bench.awaitStart(running);
        Path filler = fill(state);

        var late = bench.order("echo ran").launchOn(executor);
        while (!Files.exists(state.resolve("claims/" + late + ".0"))) {
          Thread.sleep(5);
        }
        Files.createFile(go);
        Path empty = state.resolve("ended/" + running + ".0");
        while (!Files.exists(empty)) {
          Thread.sleep(5);
        }
        assertThat(Files.size(empty)).isZero();
        Files.delete(filler);
        assertThat(bench.awaitExit(running)).isEqualTo(8);
        assertThat(bench.awaitEnd(late, 0).ending()).isInstanceOf(TaskEnding.Lost.class);

        executor.forget(late);
        executor.forget(running);
        executor.reconcile();
        bench.end(executor);
      } finally {
        run("umount", "-l", state.toString());
      }
    }
  }
}
