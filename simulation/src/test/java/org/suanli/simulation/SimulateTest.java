package org.suanli.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `suanli simulate`, as its users call it.
class SimulateTest {
  /// Of one node with two accelerators: a long job, one that needs both, and a short one.
  private static final String JOBS =
      """
      timestamp,duration,num_gpus,gpu_time,cluster
      2017-10-09 07:00:00,3600,1,3600,ocean
      2017-10-09 07:01:00,600,2,1200,ocean
      2017-10-09 07:02:00,60,1,60,river
      """;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private String trace = "";

  @BeforeEach
  void write() throws Exception {
    trace = Files.writeString(folder.resolve("jobs.csv"), JOBS).toString();
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.run(new PrintWriter(out), new PrintWriter(err, true), arguments);
  }

  @Test
  void policiesAreComparedSideBySide() {
    int code =
        run(trace, "--fleet", "1x2", "--exact", "--policy", "first-come/none,first-come/easy");

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString().lines().map(line -> line.replaceAll(" {2,}", "|")))
        .contains(
            "jobs.csv|first-come/none|first-come/easy",
            "jobs|3|3",
            "waited, P50|0:59:00|0:00:00",
            "waited, 2 to 8, mean|0:59:00|0:59:00",
            "utilization|57.0%|57.9%",
            "goodput|57.0%|57.9%",
            "promised a start|0|1",
            "|kept|0|1",
            "backfilled|0.0%|33.3%",
            "slowdown, mean|25.633|2.967",
            "fairness, 0 to 1|0.557|0.738",
            "waited, river, P99|1:08:00|0:00:00");
  }

  @Test
  void aPageHasItsChartsInItself() {
    assertThat(run(trace, "--fleet", "1x2", "-o", "html")).isZero();
    assertThat(out.toString())
        .startsWith("<!DOCTYPE html>")
        .contains("<h1>jobs.csv</h1>", "Utilization over time", "<svg", "<td>ocean</td>")
        .doesNotContain("{{", "http", "<script");
  }

  @Test
  void theHalfLifeOfUseBelongsToThePolicy() {
    assertThat(run(trace, "--fleet", "1x2", "--compare", "fair-share/easy/3d,fair-share/none"))
        .isZero();
    assertThat(run(trace, "--fleet", "1x2", "--compare", "fair-share/easy/3w")).isEqualTo(2);
    assertThat(err.toString()).contains("The time (3w) must be a whole number and s, m, h or d");
    assertThat(run(trace, "--fleet", "1x2", "--compare", "fair-share/easy/0s")).isEqualTo(2);
    assertThat(err.toString()).contains("The half-life (PT0S) of use must be one hour to 365 days");
  }

  @Test
  void failuresCostWorkThatWasNotSavedAndFollowFromTheSeed() {
    var command = new String[] {trace, "--fleet", "2x2", "--failures", "1h", "--seed", "7"};
    assertThat(run(command)).isZero();
    var first = out.toString();
    assertThat(first)
        .containsPattern("not ended +0\n")
        .containsPattern("lost to failures +[0-9.]+%");
    run(command);
    assertThat(out.toString()).isEqualTo(first);
    run(trace, "--fleet", "2x2", "--failures", "1h", "--seed", "8");
    assertThat(out.toString()).isNotEqualTo(first);
    assertThat(run(trace, "--fleet", "2x2", "--seed", "8")).isEqualTo(2);
    assertThat(err.toString()).contains("--failures");
  }

  @Test
  void onlyTheFirstJobsAreTakenIfOneAsksSo() {
    assertThat(run(trace, "--fleet", "1x2", "--jobs", "2")).isZero();
    assertThat(out.toString()).containsPattern("jobs +2\n");
    assertThat(run(trace, "--fleet", "1x2", "--jobs", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("The number of jobs (0) must be 1 or more.");
  }

  @Test
  void theSameRunGivesTheSameBytes() {
    run(trace, "--fleet", "1x2", "-o", "json");
    var first = out.toString();
    run(trace, "--fleet", "1x2", "-o", "json");
    assertThat(first)
        .isEqualTo(out.toString())
        .contains("\"policy\":\"fair-share/easy\"", "\"backfilled\":0.");
  }

  @Test
  void whatTheFleetCannotHoldIsCounted() {
    assertThat(run(trace, "--fleet", "1x1")).isZero();
    assertThat(out.toString()).containsPattern("not ended +1\n");
  }

  @Test
  void whatIsWrongIsSaidWithItsValueAndWhatItMustBe() throws Exception {
    assertThat(run(trace, "--fleet", "1x65")).isEqualTo(2);
    assertThat(err.toString()).contains("The fleet (1x65) must be 1 to 100,000 nodes of 1 to 64");
    assertThat(run(trace, "--fleet", "nowhere")).isEqualTo(2);
    assertThat(err.toString()).contains("The fleet (nowhere) must be NODESxACCELERATORS");
    assertThat(run(trace, "--fleet", "1x2", "--policy", "luck/easy")).isEqualTo(2);
    assertThat(err.toString()).contains("The policy (luck/easy) must be fair-share");
    assertThat(run("nowhere.csv", "--fleet", "1x2")).isEqualTo(2);
    assertThat(err.toString()).contains("The file (nowhere.csv) must be readable.");
    Files.writeString(Path.of(trace), JOBS + "yesterday,1,1,1,ocean\n");
    assertThat(run(trace, "--fleet", "1x2")).isEqualTo(2);
    assertThat(err.toString()).contains("jobs.csv:5: The timestamp (yesterday) must be");
    assertThat(run(trace, "--fleet", "1x2", "--lenient")).isZero();
    assertThat(err.toString()).contains("Left out: 1 wrong lines, 0 jobs that never ran.");
  }

  @Test
  void aGeneratedCentreNeedsNeitherTraceNorFleet() throws Exception {
    var page = folder.resolve("page.html");

    int code = run("--centre", "--days", "1", "--jobs", "300", "--page", page.toString());

    assertThat(code).isZero();
    assertThat(out.toString())
        .startsWith("A centre of 3,014 PFLOPS, 1 days at 95% load, seed 1")
        .containsPattern("jobs +300\n");
    assertThat(err.toString()).contains("The page with charts: " + page);
    assertThat(page).content().contains("Waiting by organization, P99");
  }

  @Test
  void aCentreIsGeneratedOrReadNotBoth() {
    assertThat(run(trace, "--centre")).isEqualTo(2);
    assertThat(err.toString()).contains("The trace (" + trace + ") must be left out");
    assertThat(run("--centre", "--fleet", "1x2")).isEqualTo(2);
    assertThat(err.toString()).contains("The fleet (1x2) must be left out");
    assertThat(run("--fleet", "1x2")).isEqualTo(2);
    assertThat(err.toString()).contains("A TRACE must be given, or --centre.");
    assertThat(run(trace)).isEqualTo(2);
    assertThat(err.toString()).contains("The machines must be given by --fleet, or --centre.");
    assertThat(run("--centre", "--days", "400")).isEqualTo(2);
    assertThat(err.toString()).contains("The days (400) must be 1 to 366.");
  }
}
