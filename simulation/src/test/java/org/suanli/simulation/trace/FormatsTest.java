package org.suanli.simulation.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;

/// Traces of other centres, each as a few rows of its form.
class FormatsTest {
  private static final String SACCT =
      """
      JobID|JobName|User|Account|Partition|Submit|ElapsedRaw|TimelimitRaw|AllocTRES|State
      10|train "a|ann|Ocean Lab|gpu|2026-01-05T10:00:00|3600|120|billing=8,cpu=64,gres/gpu=16,gres/gpu:a100=16,mem=1.50T,node=2|COMPLETED
      10.batch|batch|||| |3600||cpu=64,node=1|COMPLETED
      11_4|sweep|bo|river|gpu,cpu|2026-01-05T09:00:00|65|1|cpu=4,gres/gpu:a100=1,mem=4000M,node=1|TIMEOUT
      12|never|bo|river|gpu|2026-01-05T09:30:00|0|UNLIMITED||CANCELLED by 1000
      """;

  private static final String HELIOS =
      """
      u_id,user,gpu_num,cpu_num,node_num,interval,run_time,wall_time,new_status
      0,1,1,1,1,0,84,0,Pass
      1,7,16,80,2,94,87,0,Killed
      """;

  private static final String ACME =
      """
      job_id,arrival_time,num_iteration,iteration_computing_time,iteration_networking_time,gpu_workers,ps,gpu_per_worker
      0,14435.0,208,0.5,0.25,128,0,8.0
      """;

  private static final String OPENB =
      """
      name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time
      pod-0,6000,12288,1,460,V100M16|V100M32,LS,Running,427061,427161,427071
      pod-1,6000,12288,2,1000,,BE,Failed,427062,427162,427062
      pod-2,6000,12288,8,1000,,LS,Pending,427062,12902960,
      """;

  @TempDir private Path folder;

  /// Reads it by what its first line shows.
  private Workload read(String name, String text) {
    var file = new Written(folder).trace(name, text);
    return TraceFormat.of(file.path()).read(file);
  }

  @Test
  void slurmsAccountingIsRead() {
    var workload = read("sacct.txt", SACCT);

    assertThat(workload.jobs()).extracting(TraceJob::id).containsExactly("11_4", "10");
    assertThat(workload.unrun()).isEqualTo(1);
    var gang = workload.jobs().getLast();
    assertThat(gang.name()).isEqualTo("train \"a");
    assertThat(gang.submittedAt()).isEqualTo(Instant.parse("2026-01-05T10:00:00Z"));
    assertThat(gang.runs()).isEqualTo(Duration.ofHours(1));
    assertThat(gang.timeLimit()).isEqualTo(Limit.atMost(Duration.ofHours(2)));
    assertThat(gang.size().devices()).isEqualTo(16);
    assertThat(gang.size().tasks()).hasValue(2);
    assertThat(gang.size().cpus()).isEqualTo(new MilliCpus(64_000));
    assertThat(gang.size().memory()).isEqualTo(new Bytes(3L << 39));
    assertThat(gang.owner().organization().value()).isEqualTo("ocean-lab");
    assertThat(gang.owner().partition()).isEqualTo(Optional.of(Names.cluster("gpu")));
  }

  @Test
  void aJobThatSlurmEndedLateRanForAsLongAsItMight() {
    var late = read("sacct.txt", SACCT).jobs().getFirst();

    assertThat(late.runs()).isEqualTo(Duration.ofMinutes(1));
    assertThat(late.size().devices()).isEqualTo(1);
    assertThat(late.end()).isEqualTo(TraceJob.End.FAILED);
    assertThat(late.owner().partition()).isEmpty();
  }

  @Test
  void whatIsWrongInSlurmsAccountingIsNamed() {
    var text = SACCT.replace("gres/gpu=16", "gres/gpu=many").replace("TIMEOUT", "LATE");

    assertThatThrownBy(() -> read("sacct.txt", text))
        .hasMessage(
            """
            sacct.txt:2: The AllocTRES (gres/gpu=many) must be a name and a number, such as gres/gpu=4.
            sacct.txt:4: The State (LATE) must be a state of Slurm, such as COMPLETED or TIMEOUT.
            Maybe use --lenient, which leaves such lines out and counts them.\
            """);
  }

  @Test
  void heliosTellsTheTimeBetweenSubmissions() {
    var jobs = read("helios.csv", HELIOS + "2,7,0,4,1,6,10,0,Failed\n").jobs();

    assertThat(jobs)
        .extracting(job -> job.submittedAt().getEpochSecond())
        .containsExactly(0L, 94L, 100L);
    assertThat(jobs.get(1).size())
        .isEqualTo(Size.ofDevices(16).inTasks(2).withCpus(new MilliCpus(80_000)));
    assertThat(jobs)
        .extracting(TraceJob::end)
        .containsExactly(TraceJob.End.COMPLETED, TraceJob.End.CANCELLED, TraceJob.End.FAILED);
  }

  @Test
  void acmeRunsAsLongAsItsIterationsCompute() {
    var job = read("acme.csv", ACME).jobs().getFirst();

    assertThat(job.runs()).isEqualTo(Duration.ofSeconds(104));
    assertThat(job.size()).isEqualTo(Size.ofDevices(1_024).inTasks(128));
  }

  @Test
  void podsHoldSharesOfNamedMakes() {
    var workload = read("pods.csv", OPENB);

    assertThat(workload.unrun()).isEqualTo(1);
    var shared = workload.jobs().getFirst();
    assertThat(shared.runs()).isEqualTo(Duration.ofSeconds(90));
    assertThat(shared.size().accelerators()).isEqualTo(new MilliAccelerators(460));
    assertThat(shared.size().models())
        .containsExactly(new ModelName("V100M16"), new ModelName("V100M32"));
    assertThat(workload.jobs().getLast().size().devices()).isEqualTo(2);
  }

  @Test
  void aFileOfNoKnownFormIsNamedWithItsFirstLine() {
    assertThatThrownBy(() -> read("notes.txt", "when,what\n1,2\n"))
        .hasMessage(
            """
            notes.txt:1: The first line (when,what) must be that of one of the formats sacct, swf, philly, helios, acme, openb.
            Maybe name the format with --format, to be told which columns are missing.\
            """);
  }
}
