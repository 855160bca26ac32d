package org.suanli.simulation.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.core.units.Limit;

class SwfTraceTest {
  @TempDir private Path folder;

  private TraceFile trace(String text) {
    return new Written(folder).trace("jobs.swf", text);
  }

  @Test
  void readsJobsFromTheStartOfTheTrace() {
    var workload =
        TraceFormat.SWF.read(
            trace(
                """
                ; UnixStartTime: 1027839845
                ; Note: written by hand
                    1   10 300  90   4   90 -1  4  60 -1 1  7 1 -1 -1 1 -1 -1
                    2   12  -1  50  -1   -1 -1  2  -1 -1 5  7 1 -1 -1 1 -1 -1
                    3   12  -1  -1   8   -1 -1  8  60 -1 0  8 1 -1 -1 1 -1 -1
                """));

    assertThat(workload.unrun()).isEqualTo(1);
    assertThat(workload.jobs()).extracting(TraceJob::id).containsExactly("1", "2");
    var first = workload.jobs().getFirst();
    assertThat(first.submittedAt()).isEqualTo(Instant.ofEpochSecond(1_027_839_855));
    assertThat(first.runs()).isEqualTo(Duration.ofSeconds(60));
    assertThat(first.timeLimit()).isEqualTo(Limit.atMost(Duration.ofSeconds(60)));
    assertThat(first.size().roles(1).getFirst().replicas()).isEqualTo(4);
    var second = workload.jobs().getLast();
    assertThat(second.size().devices()).isEqualTo(2);
    assertThat(second.end()).isEqualTo(TraceJob.End.CANCELLED);
    assertThat(second.timeLimit()).isEqualTo(Limit.unlimited());
  }

  @Test
  void namesEveryWrongLineWithItsFieldValueAndWhatItMustBe() {
    var file =
        trace(
            """
            1 10 300 90 4 90 -1 4 60 -1 1 7 1 -1 -1 1 -1 -1
            2 soon 300 90 0 90 -1 0 60 -1 1 7 1 -1 -1 1 -1 -1
            3 10 300
            """);

    assertThatThrownBy(() -> TraceFormat.SWF.read(file))
        .isInstanceOf(MalformedTraceException.class)
        .hasMessageContaining("jobs.swf:2: The submit time (soon) must be a whole number")
        .hasMessageContaining("jobs.swf:2: The requested processors (0) must be")
        .hasMessageContaining("jobs.swf:3:")
        .hasMessageContaining("--lenient");
  }
}
