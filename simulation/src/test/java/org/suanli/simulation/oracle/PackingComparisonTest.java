package org.suanli.simulation.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.simulation.oracle.OpenbOracle.Case;
import org.suanli.simulation.oracle.OpenbOracle.Figures;
import org.suanli.simulation.oracle.PackingComparison.Row;
import org.suanli.simulation.trace.Written;

/// Suanli's own packing beside FGD's.
class PackingComparisonTest {
  private static final String NODES =
      """
      sn,cpu_milli,memory_mib,gpu,model
      a,8000,65536,2,T4
      b,4000,65536,1,V100
      """;

  private static final String PODS =
      """
      name,cpu_milli,memory_mib,num_gpu,gpu_milli,gpu_spec
      half-1,1000,1024,1,500,
      half-2,1000,1024,1,500,
      cores,2000,1024,0,0,
      picky,1000,1024,1,1000,V100
      whole,2000,1024,1,1000,
      """;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return PackingCommand.run(new PrintWriter(out), new PrintWriter(err, true), arguments);
  }

  private static Row row(String workload, int seed, double fgd, double own) {
    return new Row(new Case(workload, seed), new Figures(fgd, fgd), new Figures(own, own));
  }

  /// Of `x` 2 points in the mean of three orders, of `y` 0 less than a point lost.
  @Test
  void workloadsCountAlikeHoweverManyOrdersTheyHave() {
    var rows =
        List.of(row("x", 1, 90, 92), row("x", 2, 90, 91), row("x", 3, 90, 93), row("y", 1, 90, 89));

    var comparison = new PackingComparison(rows);

    assertThat(comparison.workloads()).hasSize(2);
    assertThat(comparison.mean().gain().at130()).isCloseTo(0.5, within(1e-9));
    assertThat(comparison.isMet()).isTrue();
    assertThat(new PackingComparison(rows.subList(3, 4)).isMet()).isFalse();
  }

  /// Nothing is learnt of so few pods: halves go on `b`, which has fewer devices, and the one that
  /// can run nowhere else goes nowhere. FGD, which knows the pods beforehand, places all. The last
  /// pod brings what has arrived from 100% to 133%, so that 100% is the last before 130.
  @Test
  void otherPodsAreJudgedByTheSameRule() {
    var nodes = new Written(folder).file("nodes.csv", NODES).toString();
    var pods = new Written(folder).file("pods.csv", PODS).toString();
    var order =
        new Written(folder)
            .file("order.txt", "half-1\nhalf-2\ncores\npicky\nwhole\nwhole\n")
            .toString();

    assertThat(run("--nodes", nodes, "--pods", pods, "--order", order)).isEqualTo(1);

    assertThat(out.toString().lines().map(line -> line.strip().replaceAll(" +", "|")))
        .contains("pods.csv|1|100.00|100.00|66.67|66.67|-33.33|-33.33");
    assertThat(out.toString()).contains("MISSED");
  }

  @Test
  void podsThatAreTooFewAndFilesThatAreMissingAreNamed() {
    var nodes = new Written(folder).file("nodes.csv", NODES).toString();
    var pods = new Written(folder).file("pods.csv", PODS).toString();

    assertThat(run("--nodes", nodes, "--pods", pods)).isEqualTo(2);
    assertThat(run("--nodes", nodes, "--pods", folder.resolve("none.csv").toString())).isEqualTo(2);
    assertThat(run("--pods", pods)).isEqualTo(2);

    assertThat(err.toString())
        .contains("130% of all accelerators must arrive")
        .contains("none.csv) must be readable.")
        .contains("--nodes");
  }

  @Tag("traces")
  @Test
  void moreIsInUseThanByFgdThoughLessIsKnown() {
    assumeTrue(Traces.folder().isPresent(), Traces.remedy());
    var oracle = new OpenbOracle(Traces.folder().orElseThrow());

    var row = Row.of(oracle.given(new Case("default", 42)));

    assertThat(row.gain().at130()).isGreaterThanOrEqualTo(PackingComparison.POINTS_MIN);
    assertThat(row.gain().at100()).isPositive();
  }
}
