package org.suanli.simulation.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.suanli.simulation.fleet.FleetFile;
import org.suanli.simulation.trace.TraceFile;
import org.suanli.simulation.trace.TraceFormat;
import org.suanli.simulation.trace.TraceJob;
import org.suanli.simulation.trace.Workload;

/// The readers on whole public traces: every row is taken, and the sums are those that a program
/// for tables gives of the columns.
@Tag("traces")
class PublicTracesTest {
  private Path folder = Path.of("");

  @BeforeEach
  void find() {
    assumeTrue(Traces.folder().isPresent(), Traces.remedy());
    folder = Traces.folder().orElseThrow();
  }

  private Workload read(String name, TraceFormat want) {
    var file = folder.resolve(name);
    assertThat(TraceFormat.of(file)).isEqualTo(want);
    return want.read(new TraceFile(file, false));
  }

  private static long seconds(Workload workload) {
    return workload.jobs().stream().mapToLong(job -> job.runs().toMillis()).sum() / 1_000;
  }

  private static long deviceSeconds(Workload workload) {
    return workload.jobs().stream()
            .mapToLong(job -> job.runs().toMillis() * job.size().devices())
            .sum()
        / 1_000;
  }

  @Test
  void helios() {
    var workload = read("helios/jobs-15000.csv", TraceFormat.HELIOS);

    assertThat(workload.jobs()).hasSize(15_000);
    assertThat(seconds(workload)).isEqualTo(160_121_115);
    assertThat(deviceSeconds(workload)).isEqualTo(1_290_987_967);
    assertThat(workload.jobs())
        .filteredOn(job -> job.end() == TraceJob.End.CANCELLED)
        .hasSize(3_452);
  }

  @Test
  void acme() {
    var workload = read("acme/converted_kalos_trace.csv", TraceFormat.ACME);

    assertThat(workload.jobs()).hasSize(319);
    assertThat(seconds(workload)).isEqualTo(4_919_498);
    assertThat(deviceSeconds(workload)).isEqualTo(1_644_633_825);
  }

  @Test
  void openb() {
    var workload = read("alibaba-openb/openb_pod_list_default.csv", TraceFormat.OPENB);

    assertThat(workload.jobs()).hasSize(7_255);
    assertThat(workload.unrun()).isEqualTo(897);
    assertThat(seconds(workload)).isEqualTo(210_028_342);
    assertThat(workload.jobs())
        .filteredOn(job -> job.size().accelerators().milli() % 1_000 > 0)
        .hasSize(2_573);
    var fleet =
        FleetFile.read(
            new TraceFile(folder.resolve("alibaba-openb/openb_node_list_gpu_node.csv"), false));
    assertThat(fleet.nodes()).hasSize(1_213);
    assertThat(fleet.devices()).isEqualTo(6_212);
  }

  @Test
  void swf() {
    assertThat(read("swf/lublin_256.swf", TraceFormat.SWF).jobs()).hasSize(10_000);
  }
}
