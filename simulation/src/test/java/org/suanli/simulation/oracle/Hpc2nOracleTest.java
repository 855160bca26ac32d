package org.suanli.simulation.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.suanli.simulation.run.Progress;

/// The engine against published figures of 3,145 jobs on 240 processors.
@Tag("traces")
class Hpc2nOracleTest {
  @Test
  void givesThePublishedFiguresOfFirstComeFirstServed() {
    assumeTrue(Traces.folder().isPresent(), Traces.remedy());

    var simulated = new Hpc2nOracle(Traces.folder().orElseThrow()).simulated(Progress.NONE);

    assertThat(simulated.getFirst().isSame(Hpc2nOracle.published()))
        .as(simulated.getFirst().toString())
        .isTrue();
    assertThat(simulated).allMatch(row -> row.waited() <= simulated.getFirst().waited());
  }
}
