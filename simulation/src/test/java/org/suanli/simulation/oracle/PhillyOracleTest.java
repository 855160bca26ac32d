package org.suanli.simulation.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.suanli.simulation.run.Progress;

/// The engine against a reference simulator of others, on two months of 68,503 jobs.
@Tag("traces")
class PhillyOracleTest {
  private static final int WANT_ROWS = 22;
  private static final int WANT_JOBS = 68_503;

  @Test
  void givesTheTimesOfTheReferenceSimulatorForEveryVirtualClusterAndBothPolicies() {
    assumeTrue(Traces.folder().isPresent(), Traces.remedy());
    var oracle = new PhillyOracle(Traces.folder().orElseThrow());

    var simulated = oracle.simulated(Progress.NONE);

    assertThat(simulated)
        .usingElementComparator((is, want) -> is.isSame(want) ? 0 : 1)
        .containsExactlyElementsOf(oracle.published())
        .hasSize(WANT_ROWS);
    assertThat(simulated.stream().mapToLong(PhillyOracle.Row::jobs).sum())
        .isEqualTo(2L * WANT_JOBS);
  }
}
