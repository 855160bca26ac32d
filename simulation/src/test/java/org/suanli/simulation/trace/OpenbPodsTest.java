package org.suanli.simulation.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;

/// Pods that are to be packed, and the order of their arrival.
class OpenbPodsTest {
  @TempDir private Path folder;

  private TraceFile file(String text) {
    return new Written(folder).trace("pods.csv", text);
  }

  @Test
  void thoseThatNeverRanAreReadToo() {
    var pods =
        OpenbPods.read(
            file(
                """
                name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec,qos,pod_phase,creation_time,deletion_time,scheduled_time
                pod-1,6000,12288,1,460,V100M16|V100M32,LS,Pending,427061,12902960,
                pod-0,6000,12288,8,1000,,LS,Running,427061,427161,427071
                """));

    assertThat(pods.sequencedKeySet()).containsExactly("pod-1", "pod-0");
    var size = pods.firstEntry().getValue();
    assertThat(size.cpus()).isEqualTo(new MilliCpus(6_000));
    assertThat(size.accelerators()).isEqualTo(new MilliAccelerators(460));
    assertThat(size.models()).containsExactly(new ModelName("V100M16"), new ModelName("V100M32"));
  }

  @Test
  void everyWrongRowIsNamed() {
    var text =
        """
        name,cpu_milli,memory_mib,num_gpu,gpu_milli
        pod-0,6000,12288,1,1001
        pod-1,6000,12288,2,500
        pod-2,6000,12288,0,0
        pod-2,6000,12288,0,0
        """;

    assertThatThrownBy(() -> OpenbPods.read(file(text)))
        .isInstanceOf(MalformedTraceException.class)
        .hasMessageContaining(
            "pods.csv:2: The gpu_milli (1001) must be a whole number from 0 to 1000.")
        .hasMessageContaining(
            "pods.csv:3: The gpu_milli (500) must be 1000 where num_gpu (2) is more than 1.")
        .hasMessageContaining("pods.csv:5: The name (pod-2) must be one that no row before has.");
  }

  @Test
  void copiesArriveAsTheirOriginals() {
    var order = OpenbPods.order(file("pod-1\npod-0\n\npod-1-tuned-0\n"), Set.of("pod-0", "pod-1"));

    assertThat(order).isEqualTo(List.of("pod-1", "pod-0", "pod-1"));
  }

  @Test
  void whatArrivesMustBeAPodOfTheWorkload() {
    assertThatThrownBy(() -> OpenbPods.order(file("pod-0\npod-9-tuned-1\n"), Set.of("pod-0")))
        .isInstanceOf(MalformedTraceException.class)
        .hasMessageContaining("pods.csv:2: The pod (pod-9) must be one of the workload.");
  }
}
