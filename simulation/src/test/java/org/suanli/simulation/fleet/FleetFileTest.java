package org.suanli.simulation.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.simulation.trace.Written;

class FleetFileTest {
  @TempDir private Path folder;

  private FleetPlan read(String name, String text) {
    return FleetFile.read(new Written(folder).trace(name, text));
  }

  @Test
  void groupsOfNodesStandInRacksAndBlocks() {
    var fleet =
        read(
            "fleet.yaml",
            """
            clusters:
              - name: east
                nodes:
                  - {count: 5, model: Ascend 910B2, accelerators: 8, cpus: 192, memory: 1024, rack: 2, block: 2}
                  - {count: 1, accelerators: 4}
              - name: west
                site: site-2
                nodes:
                  - {count: 2, accelerators: 16}
            """);

    assertThat(fleet.devices()).isEqualTo(5 * 8 + 4 + 2 * 16);
    assertThat(fleet.nodes())
        .extracting(node -> node.id() + " " + node.block() + " " + node.rack())
        .containsExactly(
            "east/n0 block-0 rack-0",
            "east/n1 block-0 rack-0",
            "east/n2 block-0 rack-1",
            "east/n3 block-0 rack-1",
            "east/n4 block-1 rack-2",
            "east/n5 block-2 rack-3",
            "west/n0 block-0 rack-0",
            "west/n1 block-0 rack-0");
    var first = fleet.nodes().getFirst();
    assertThat(first.model()).isEqualTo(new ModelName("Ascend 910B2"));
    assertThat(first.cpus()).isEqualTo(new MilliCpus(192_000));
    assertThat(first.memory()).isEqualTo(new Bytes(1L << 40));
    assertThat(fleet.nodes().getLast().cpus()).isEqualTo(FleetPlan.PLENTY_OF_CPUS);
    assertThat(fleet.clusters()).extracting(cluster -> cluster.site()).contains("site-2");
  }

  @Test
  void whatIsWrongInYamlIsNamedWithItsLine() {
    assertThatThrownBy(
            () ->
                read(
                    "fleet.yaml",
                    """
                    clusters:
                      - name: East
                        nodes: []
                      - name: west
                        color: red
                        nodes:
                          - count: many
                            accelerators: 65
                          - accelerators: 8
                    """))
        .hasMessageContainingAll(
            "fleet.yaml:2: The name (East) must be 1 to 63 characters",
            "fleet.yaml:5: The field (color) of a cluster must be one of [name, site, nodes].",
            "fleet.yaml:7: The count (many) must be a whole number from 1 to 100000.",
            "fleet.yaml:8: The accelerators (65) must be a whole number from 0 to 64.",
            "fleet.yaml:9: The field count must be there.");
    assertThatThrownBy(() -> read("fleet.yaml", "clusters: [\n"))
        .hasMessageContaining("fleet.yaml:2: The fleet must be YAML:");
  }

  @Test
  void nodesOfSlurmAreReadOnOneLineOrOnSeveral() {
    var fleet =
        read(
            "nodes.txt",
            """
            NodeName=gpu01 Arch=x86_64 CoresPerSocket=28
               CPUAlloc=0 CPUErr=0 CPUTot=56 CPULoad=0.68
               Gres=gpu:a100:8(S:0-1)
               OS=Linux RealMemory=1024 AllocMem=0 FreeMem=256579 Sockets=2 Boards=1

            NodeName=cpu01 Arch=x86_64 CPUTot=16 Gres=(null) RealMemory=2048 State=IDLE
            """);

    assertThat(fleet.nodes()).extracting(NodeSpec::accelerators).containsExactly(8, 0);
    assertThat(fleet.nodes().getFirst().model()).isEqualTo(new ModelName("a100"));
    assertThat(fleet.nodes().getFirst().memory()).isEqualTo(new Bytes(1L << 30));
    assertThat(fleet.nodes().getLast().cpus()).isEqualTo(new MilliCpus(16_000));
    assertThatThrownBy(() -> read("nodes.txt", "NodeName=n1 CPUTot=few RealMemory=1\n"))
        .hasMessageContaining("nodes.txt:1: The CPUTot (few) must be a whole number.");
  }

  @Test
  void rowsOfSinfoAreNodesOnceHoweverManyPartitionsTheyAreIn() {
    var fleet =
        read(
            "sinfo.txt",
            """
            NODELIST CPUS MEMORY GRES PARTITION
            gpu01 56 1024 gpu:a100:8(S:0-1) train
            gpu01 56 1024 gpu:a100:8(S:0-1) debug
            cpu01 16 2048 (null) train
            npu01 192 4096 npu:8,nic:2 train
            """);

    assertThat(fleet.nodes())
        .extracting(node -> node.id() + " " + node.model() + " " + node.accelerators())
        .containsExactly(
            "slurm/gpu01 a100 8", "slurm/cpu01 accelerator 0", "slurm/npu01 accelerator 8");
    assertThat(fleet.nodes().getFirst().cpus()).isEqualTo(new MilliCpus(56_000));
    assertThat(fleet.nodes().getFirst().memory()).isEqualTo(new Bytes(1L << 30));
    assertThat(read("short.txt", "GRES  CPUS MEMORY NODELIST \ngpu:4 8    1024   n1\n").devices())
        .isEqualTo(4);
  }

  @Test
  void whatIsWrongInARowOfSinfoIsNamedWithItsLineAndARemedy() {
    assertThatThrownBy(
            () ->
                read(
                    "sinfo.txt",
                    """
                    NODELIST CPUS MEMORY GRES
                    n[1-4] 56 1024 gpu:8
                    n5 56+ 1024 gpu:8
                    n6 56 1024
                    n7 56 1024 gpu:many
                    n8 56 1024 gpu:65
                    """))
        .hasMessageContainingAll(
            "sinfo.txt:2: The NODELIST (n[1-4]) must be the name of a node.\n"
                + "Maybe print a row for each node: sinfo -N -o '%N %c %m %G %R'.",
            "sinfo.txt:3: The CPUS (56+) must be a whole number.\nMaybe print",
            "sinfo.txt:4: The row (3 words) must have a word for each of the 4 columns.",
            "sinfo.txt:5: The GRES (gpu:many) must be such as gpu:8 or gpu:a100:8.",
            "sinfo.txt:6: The GRES (gpu:65) must be at most 64 accelerators.");
  }

  @Test
  void tablesOfPublicTracesAreRead() {
    var openb =
        read("nodes.csv", "sn,cpu_milli,memory_mib,gpu,model\nnode-0,64000,262144,2,P100\n");
    assertThat(openb.nodes().getFirst().model()).isEqualTo(new ModelName("P100"));

    var clusters = read("vc.csv", "vc,node num\nocean,2\nriver,1\n");
    assertThat(clusters.devices()).isEqualTo(24);
    assertThat(clusters.clusters()).hasSize(2);
  }

  @Test
  void aNodeIsToldOnceAndAFleetHasOne() {
    var header = "sn,cpu_milli,memory_mib,gpu,model\n";
    var row = "node-0,64000,262144,2,P100\n";
    assertThatThrownBy(() -> read("nodes.csv", header + row + row))
        .hasMessageContaining("The node (openb/node-0) of the fleet must be told once.");
    assertThatThrownBy(() -> read("nodes.csv", header)).hasMessageContaining("must have a node.");
    assertThatThrownBy(() -> read("nodes.csv", "a,b\n"))
        .hasMessageContaining("nodes.csv:1: The fleet must be YAML in a file named .yaml");
  }
}
