package org.suanli.examples.tinygpt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointsTest {
  @TempDir private Path folder;
  private SmallRun run;
  private byte[] want = new byte[0];

  @BeforeEach
  void runToTheEnd() throws IOException {
    run = SmallRun.aRun(folder).withCheckpoints(15);
    assertThat(run.inThisJvm().code()).isZero();
    want = run.weights();
  }

  private Path newest() {
    return run.checkpoints().resolve("step-000040");
  }

  @Test
  void theNewestTwoAreKept() throws IOException {
    try (Stream<Path> entries = Files.list(run.checkpoints())) {
      assertThat(entries.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("step-000030", "step-000040");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "weights.f32",
        "first-moment.f32",
        "second-moment.f32",
        "progress.json",
        "manifest.json"
      })
  void aFlippedBitIsSeenAndTheOneBeforeIsResumed(String name) throws IOException {
    Path file = newest().resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    assertResumesFrom("step-000030", "Checkpoint step-000040 is skipped: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"weights.f32", "progress.json", "manifest.json"})
  void aMissingFileIsSeenAndTheOneBeforeIsResumed(String name) throws IOException {
    Files.delete(newest().resolve(name));
    assertResumesFrom("step-000030", "step-000040 is skipped: " + name + " cannot be read");
  }

  @Test
  void aCutFileIsSeenAndTheOneBeforeIsResumed() throws IOException {
    Path file = newest().resolve("weights.f32");
    Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 1000));
    assertResumesFrom("step-000030", "weights.f32 is not what the manifest says");
  }

  @Test
  void aCheckpointUnderAnotherStepsNameIsNotResumed() throws IOException {
    Files.move(newest(), run.checkpoints().resolve("step-000039"));
    assertResumesFrom("step-000030", "progress.json must be of step 39.");
  }

  private void assertResumesFrom(String name, String wantMessage) throws IOException {
    var end = run.inThisJvm();
    assertThat(end.code()).as(end.err()).isZero();
    assertThat(end.err()).contains(wantMessage);
    assertThat(end.out()).contains("{\"resumed\":\"" + name + "\"");
    assertThat(run.weights()).isEqualTo(want);
    assertThat(run.inThisJvm().out()).contains("{\"resumed\":\"step-000040\"");
  }
}
