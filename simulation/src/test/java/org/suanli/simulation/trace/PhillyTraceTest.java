package org.suanli.simulation.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhillyTraceTest {
  private static final String HEADER = "timestamp,duration,num_gpus,gpu_time,cluster\n";

  @TempDir private Path folder;

  private TraceFile trace(String rows) {
    return new Written(folder).trace("jobs.csv", HEADER + rows);
  }

  @Test
  void readsJobsInTheOrderOfTheirSubmission() {
    var workload =
        TraceFormat.PHILLY.read(
            trace(
                """
                2017-10-09 07:01:55,66.0,1,66.0,11cb48
                2017-10-09 06:13:03,2951.5,16,2951.0,6214e9
                """));

    assertThat(workload.jobs()).extracting(TraceJob::id).containsExactly("3", "2");
    var first = workload.jobs().getFirst();
    assertThat(first.submittedAt()).isEqualTo(Instant.parse("2017-10-09T06:13:03Z"));
    assertThat(first.runs()).isEqualTo(Duration.ofMillis(2_951_500));
    assertThat(first.size().devices()).isEqualTo(16);
    assertThat(first.owner().organization().value()).isEqualTo("6214e9");
  }

  @Test
  void countsWhatNeverRanApart() {
    var workload = TraceFormat.PHILLY.read(trace("2017-10-09 07:01:55,,1,,11cb48\n"));

    assertThat(workload.jobs()).isEmpty();
    assertThat(workload.unrun()).isEqualTo(1);
  }

  @Test
  void namesEveryWrongLineWithItsFieldValueAndWhatItMustBe() {
    var file =
        trace(
            """
            2017-10-09 07:01:55,66.0,1,66.0,11cb48
            yesterday,66.0,1,66.0,11cb48
            2017-10-09 07:01:55,-3,many,66.0,
            2017-10-09 07:01:55,66.0
            """);

    assertThatThrownBy(() -> TraceFormat.PHILLY.read(file))
        .isInstanceOf(MalformedTraceException.class)
        .hasMessage(
            """
            jobs.csv:3: The timestamp (yesterday) must be a date and a time, such as 2017-10-09 07:01:55.
            jobs.csv:4: The duration (-3) must be seconds, such as 86400 or 12.5.
            jobs.csv:4: The num_gpus (many) must be a whole number from 0 to 100000.
            jobs.csv:4: The cluster () must be the name of a virtual cluster.
            jobs.csv:5: The num_gpus () must be there: the row has 2 of 5 cells.
            Maybe use --lenient, which leaves such lines out and counts them.\
            """);
  }

  @Test
  void leavesWrongLinesOutWhereThatIsAllowedAndCountsThem() {
    var file = trace("2017-10-09 07:01:55,66.0,1,66.0,11cb48\nyesterday,x,1,66.0,11cb48\n");

    var workload = TraceFormat.PHILLY.read(new TraceFile(file.path(), true));

    assertThat(workload.jobs()).hasSize(1);
    assertThat(workload.skipped()).isEqualTo(1);
  }

  @Test
  void refusesAFileWithoutItsColumns() {
    var file = new Written(folder).trace("other.csv", "a,b\n1,2\n");

    assertThatThrownBy(() -> TraceFormat.PHILLY.read(file))
        .hasMessageContaining(
            "other.csv:1: The columns must include timestamp, duration, num_gpus, cluster; they"
                + " are a,b.");
  }

  @Test
  void readsCellsInQuotesWithSeparatorsAndQuotesInThem() {
    var file =
        new Written(folder).trace("t.csv", HEADER + "2017-10-09 07:01:55,1,1,1,\"a, \"\"b\"\"\"\n");

    var owner = TraceFormat.PHILLY.read(file).jobs().getFirst().owner();

    assertThat(owner.organization().value()).isEqualTo("a---b-");
  }
}
