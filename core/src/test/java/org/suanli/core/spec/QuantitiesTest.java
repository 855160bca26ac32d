package org.suanli.core.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QuantitiesTest {
  @ParameterizedTest
  @CsvSource({
    "90s, PT1M30S",
    "90m, PT1H30M",
    "2h30m, PT2H30M",
    "2H 30M, PT2H30M",
    "1w2d3h4m5s, PT219H4M5S",
    "1.5 hours, PT1H30M",
    "0.001s, PT0.001S",
    "0s, PT0S",
    "2 days, PT48H",
    "00:00:01, PT1S",
    "100:00:00, PT100H",
    "1-12, PT36H",
    "1-12:30, PT36H30M",
    "1-12:30:15, PT36H30M15S",
    "PT2H, PT2H",
    "p1dt1h, PT25H",
    "PT0.5S, PT0.5S",
  })
  void timesThatCanBeRead(String text, Duration want) {
    assertThat(Quantities.duration(text)).isEqualTo(Optional.of(want));
  }

  @ParameterizedTest
  @CsvSource({
    "PT168H, 7d",
    "PT36H, 36h",
    "PT1H30M, 90m",
    "PT10M, 10m",
    "PT1M1S, 61s",
    "PT1H0.001S, 3600.001s",
    "PT0S, 0s",
  })
  void timesAreWrittenAsTheyCanBeRead(Duration duration, String want) {
    assertThat(Quantities.text(duration)).isEqualTo(want);
    assertThat(Quantities.duration(want)).isEqualTo(Optional.of(duration));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "90",
        "2:30",
        "h",
        "2h2h",
        "30m2h",
        "2x",
        "-5m",
        "PT-5S",
        "1e3s",
        "2h,30m",
        "2h30",
        "00:60:00",
        "00:00:60",
        "0.0001s",
        "PT0.0001S",
        "P",
        "PT99999999999999999999H",
        "1-12:60",
        "9999999999s",
        "٣h"
      })
  void timesThatCannot(String text) {
    assertThat(Quantities.duration(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1B, 1",
    "1024 bytes, 1024",
    "1K, 1024",
    "1kb, 1024",
    "1KiB, 1024",
    "1Ki, 1024",
    "512MiB, 536870912",
    "512m, 536870912",
    "64, 68719476736",
    "0.5, 536870912",
    "64G, 68719476736",
    "64 GB, 68719476736",
    "1T, 1099511627776",
    "8191P, 9222246136947933184",
    "0, 0",
  })
  void memoryThatCanBeRead(String text, long want) {
    assertThat(Quantities.bytes(text)).isEqualTo(OptionalLong.of(want));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "G",
        "-1G",
        "1e3",
        "1X",
        "1GiBB",
        "64ib",
        "1.5B",
        "0.0001K",
        "8192P",
        "1,5G",
        "32+",
        "1 G B",
        "9999999999"
      })
  void memoryThatCannot(String text) {
    assertThat(Quantities.bytes(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "8, 8000", "0.5, 500", "0.125, 125", "2.000, 2000", "1.0000000, 1000"})
  void thousandthsThatCanBeRead(String text, long want) {
    assertThat(Quantities.milli(text)).isEqualTo(OptionalLong.of(want));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".5", "5.", "0.0001", "-1", "+1", "1e3", "1_000", "0x8", "NaN"})
  void thousandthsThatCannot(String text) {
    assertThat(Quantities.milli(text)).isEmpty();
  }
}
