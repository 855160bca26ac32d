package org.suanli.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An operator of Slurm tries policies on the accounting and the nodes of the own centre.
class SlurmTrialTest {
  private static final String NODES =
      """
      NodeName=n1 CPUTot=64 Gres=gpu:a100:8 RealMemory=512000 State=IDLE
      NodeName=n2 CPUTot=64 Gres=gpu:h100:8 RealMemory=512000 State=DOWN
      """;

  /// A gang of both nodes, one that waits for it, and a short one for which there is no room
  /// either.
  private static final String JOBS =
      """
      JobID|JobName|User|Account|Partition|Submit|ElapsedRaw|TimelimitRaw|AllocTRES|State
      1|half|ann|ocean|gpu|2026-01-05T10:00:00|3600|60|cpu=32,gres/gpu=8,mem=100G,node=1|COMPLETED
      2|gang|ann|ocean|gpu|2026-01-05T10:01:00|600|20|cpu=32,gres/gpu=9,mem=100G,node=9|COMPLETED
      2.0|srun|||| |600||cpu=32,node=9|COMPLETED
      3|tiny|bo|river|gpu|2026-01-05T10:02:00|60|5|cpu=1,gres/gpu:h100=1,mem=1G,node=1|FAILED
      4|never|bo|river|gpu|2026-01-05T10:02:00|0|5||CANCELLED by 1000
      """;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out), new PrintWriter(err, true), arguments);
  }

  @Test
  void bothFilesAreTakenAsSlurmPrintsThem() throws Exception {
    var jobs = Files.writeString(folder.resolve("january.txt"), JOBS).toString();
    var nodes = Files.writeString(folder.resolve("nodes.txt"), NODES).toString();

    int code = run(jobs, "--fleet", nodes, "--policy", "first-come/none,first-come/easy");

    assertThat(err.toString()).contains("0 wrong lines, 1 jobs that never ran");
    assertThat(code).isZero();
    assertThat(out.toString().lines().map(line -> line.replaceAll(" {2,}", "|")))
        .contains("jobs|3|3", "not ended|1|1");
  }
}
