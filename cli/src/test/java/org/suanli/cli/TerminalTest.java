package org.suanli.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.suanli.api.Books;
import org.suanli.api.Window;
import org.suanli.cli.terminal.Times;
import org.suanli.cli.terminal.Width;

@Timeout(60)
class TerminalTest {
  private static final char ESCAPE = '\u001b';

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "abc, 3",
    "算力, 4",
    "ｆｕｌｌ, 8",
    "e\u0301, 1",
    "한글, 4",
    "かな, 4",
    "𠀀, 2",
    "🚀, 2",
    "é—…, 3"
  })
  void wideCharactersTakeTwoColumns(String text, int wantColumns) {
    assertThat(Width.of(text)).isEqualTo(wantColumns);
  }

  @ParameterizedTest
  @CsvSource({"算力中心, 8, 算力中心", "算力中心, 7, 算力中…", "算力中心, 6, 算力…", "abcdef, 4, abc…", "算力, 1, …"})
  void textIsCutAtWholeCharacters(String text, int columns, String want) {
    var cut = Width.truncate(text, columns);
    assertThat(cut).isEqualTo(want);
    assertThat(Width.of(cut)).isLessThanOrEqualTo(columns);
  }

  @Test
  void aPipeGetsNoColoursAndNothingIsCut() {
    try (var server = SampleCentre.start()) {
      var result = new ClientRun(folder).at(server).run("jobs");
      assertThat(result.out()).doesNotContain(String.valueOf(ESCAPE)).doesNotContain("…");
      assertThat(result.err()).isEmpty();
    }
  }

  @Test
  void namesCannotSteerTheTerminal() {
    assertThat(Width.sanitize("a" + ESCAPE + "[31mb\nc\rd")).isEqualTo("a\ufffd[31mb c\ufffdd");
  }

  @ParameterizedTest
  @CsvSource({"PT0S, 0s", "PT59S, 59s", "PT61S, 1m 1s", "PT3H5M, 3h 5m", "PT49H, 2d 1h"})
  void spansHaveTheirTwoLargestUnits(Duration length, String want) {
    assertThat(Times.span(length)).isEqualTo(want);
  }

  @Test
  void aSmallAmountIsNotShownAsNothing() {
    try (var server = SampleCentre.start()) {
      var row =
          new Books.UsageRow(
              "ocean/models",
              SampleJobs.cardSeconds("0.036000"),
              List.of(SampleJobs.pflopsHours("0.000000149")),
              List.of(),
              List.of(),
              1);
      server.on(
          "GET /api/v1/usage",
          new Books.Usage(
              "ocean",
              new Window(ClientRun.NOW, ClientRun.NOW),
              Books.Grouping.MODEL,
              List.of(row)));
      var result = new ClientRun(folder).at(server).run("usage");
      assertThat(result.out()).contains("0.000010000").contains("0.000000149 PFLOPS-hours");
    }
  }

  @Test
  void timesAreRelativeToTheClockAndInItsZone() {
    var times = new Times(Clock.fixed(ClientRun.NOW, ClientRun.ZONE));
    assertThat(times.both(ClientRun.NOW.minusSeconds(90)))
        .isEqualTo("2026-03-02 11:58:30 (1m 30s ago)");
    assertThat(times.relative(ClientRun.NOW.plusSeconds(3_600))).isEqualTo("in 1h 0m");
    assertThat(times.relative(ClientRun.NOW)).isEqualTo("now");
  }
}
