package org.suanli.executor.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.NodeId;

final class RunnerRecordTest {

  @Test
  void whatARunnerWritesIsRead() {
    assertThat(RunnerRecord.parse("claim 7 b 10 20 30 40\nend\n"))
        .contains(
            new RunnerRecord.Claim(
                7, "b", new RunnerRecord.Identity(10, 20), new RunnerRecord.Identity(30, 40)));
    assertThat(RunnerRecord.parse("begun 10 20\nend\n"))
        .contains(new RunnerRecord.Begun(new RunnerRecord.Identity(10, 20)));
    assertThat(RunnerRecord.parse("exited 143 b 10.50 12.07 left\nend\n"))
        .contains(
            new RunnerRecord.Exited(
                143, "b", Duration.ofMillis(10_500), Duration.ofMillis(12_070), true));
  }

  @Test
  void aLossIsReadAsItWasWrittenOnOneLine() {
    var lost = new RunnerRecord.Lost("b", Duration.ofMillis(1_005), "the disk\nis full ");
    assertThat(RunnerRecord.parse(RunnerRecord.toText(lost)))
        .contains(new RunnerRecord.Lost("b", Duration.ofMillis(1_005), "the disk is full"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "end\n",
        "exited 1 b 1 2 alone\n",
        "exited 1 b 1 2 alone\nend",
        "exited 1 b 1 2 maybe\nend\n",
        "exited x b 1 2 alone\nend\n",
        "exited 1 b 1 2 alone\nend\nend\n",
        "ended 1\nend\n",
        "begun 1\nend\n",
        "\0\0\0\0",
      })
  void aRecordThatIsNotWholeIsNotRead(String text) {
    assertThat(RunnerRecord.parse(text)).isEmpty();
  }

  @Test
  void anEndOutsideOfWhatARunnerCanMeanIsNotSound() {
    var later = Duration.ofSeconds(2);
    var sooner = Duration.ofSeconds(1);
    assertThat(Endings.isSound(new RunnerRecord.Exited(255, "b", sooner, later, false))).isTrue();
    assertThat(Endings.isSound(new RunnerRecord.Exited(256, "b", sooner, later, false))).isFalse();
    assertThat(Endings.isSound(new RunnerRecord.Exited(0, "b", later, sooner, false))).isFalse();
  }

  @Test
  void theNameOfAFileIsATaskOnlyInItsOneForm() {
    var key = new TaskKey(new AttemptId(new JobId(12), 3), 0);
    assertThat(TaskKey.parse(key.toString())).contains(key);
    for (var name :
        List.of(
            "job-12.3", "job-012.3.0", "job-12.3.0x", "job-0.1.0", "job-12.3.-1", "../job-1.1.0")) {
      assertThat(TaskKey.parse(name)).as(name).isEqualTo(Optional.empty());
    }
  }

  @Test
  void aManifestIsReadAsItWasWrittenAndNotIfItIsCutShort() {
    var node = new NodeId(new ClusterId("host"), "node.\u7b97\u529b");
    var manifest = new Manifest(new AttemptId(new JobId(1), 2), 4_000, true, List.of(node, node));
    String text = manifest.toText();
    assertThat(Manifest.parse(text)).contains(manifest);
    for (int length = 0; length < text.length() - 1; length++) {
      assertThat(Manifest.parse(text.substring(0, length))).as("length " + length).isEmpty();
    }
  }
}
