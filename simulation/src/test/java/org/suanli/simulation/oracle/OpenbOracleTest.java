package org.suanli.simulation.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.suanli.core.units.NodeId;
import org.suanli.simulation.packing.Baseline;

/// The packings against published figures of 6 workloads and 3 seeds, and against the log of two
/// published runs.
@Tag("traces")
class OpenbOracleTest {
  private static final int WANT_CASES = 18;
  private static final int WANT_EVENTS = 10_866;

  @BeforeEach
  void find() {
    assumeTrue(Traces.folder().isPresent(), Traces.remedy());
  }

  @Test
  void everyPolicyWithoutChanceReachesThePublishedFigures() {
    var rows = new OpenbOracle(Traces.folder().orElseThrow()).rows();

    assertThat(rows).hasSize(WANT_CASES * Baseline.values().length);
    assertThat(rows)
        .filteredOn(row -> !row.policy().isByChance())
        .allMatch(OpenbOracle.Row::isSame);
    assertThat(rows).allMatch(OpenbOracle.Row::isFine);
  }

  @ParameterizedTest
  @EnumSource(names = {"BEST_FIT", "FGD"})
  void everyPodGoesWhereItWentInThePublishedRun(Baseline policy) {
    var folder = Traces.folder().orElseThrow();
    var log = "reference/eventlog_default_seed42_%s.txt.gz".formatted(policy.published());
    var published = PublishedPlacements.read(folder.resolve(log));

    var given = new OpenbOracle(folder).given(new OpenbOracle.Case("default", 42));

    assertThat(given.nodes().stream().map(node -> node.id().name()))
        .containsExactlyElementsOf(published.order());
    assertThat(given.pack(policy).nodes().stream().map(OpenbOracleTest::name))
        .hasSize(WANT_EVENTS)
        .containsExactlyElementsOf(published.names());
  }

  private static Optional<String> name(Optional<NodeId> node) {
    return node.map(NodeId::name);
  }
}
