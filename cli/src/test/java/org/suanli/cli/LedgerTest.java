package org.suanli.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.suanli.cli.SampleJobs.at;
import static org.suanli.cli.SampleJobs.pflopsHours;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.api.Allocations;
import org.suanli.api.Books;
import org.suanli.api.Page;
import org.suanli.api.Paths;
import org.suanli.api.Window;

@Timeout(60)
class LedgerTest {
  private static final List<Books.LedgerEntry> ENTRIES =
      List.of(
          entry(40, "GRANT", "PROGRAMME", "AVAILABLE", "1000"),
          entry(43, "RESERVE", "AVAILABLE", "RESERVED", "120"),
          entry(47, "CHARGE", "RESERVED", "CHARGED", "5.008"),
          entry(48, "CREDIT", "LOSS", "AVAILABLE", "2"),
          entry(49, "BEAR", "LOSS", "BORNE", "0.5"));

  @TempDir private Path folder;

  private static Books.LedgerEntry entry(
      long sequence, String kind, String from, String to, String amount) {
    return new Books.LedgerEntry(
        sequence,
        at("02T01:00:03"),
        "ocean",
        "allocation-3",
        kind,
        from,
        to,
        pflopsHours(amount),
        null,
        null,
        null,
        null);
  }

  private static Allocations.Allocation allocation(String charged) {
    return new Allocations.Allocation(
        "allocation-3",
        "ocean",
        null,
        "city-2026",
        null,
        List.of(),
        new Window(at("01T00:00:00"), at("31T00:00:00")),
        false,
        pflopsHours("1000.000000000"),
        pflopsHours("882.000000000"),
        pflopsHours("114.992000000"),
        pflopsHours(charged),
        pflopsHours("118.000000000"),
        pflopsHours("0.500000000"),
        at("31T00:00:00"),
        null);
  }

  private ClientRun.Result verify(List<Books.LedgerEntry> entries, String charged) {
    try (var server = new CannedServer()) {
      server
          .on("GET " + Paths.LEDGER, new Page<>(entries, null))
          .on("GET " + Paths.ALLOCATIONS, new Page<>(List.of(allocation(charged)), null));
      return new ClientRun(folder).at(server).run("ledger", "verify");
    }
  }

  @Test
  void booksThatAddUpAreVerified() {
    var result = verify(ENTRIES, "5.008000000");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err())
        .isEqualTo(
            "Verified: 5 entries on 1 allocation add up to what was granted, reserved, charged and"
                + " borne.\n");
  }

  @Test
  void aBalanceThatNoEntryMadeIsFound() {
    var result = verify(ENTRIES, "5.009000000");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .isEqualTo(
            "What allocation-3 shows as charged (5.009000000) must be the sum of its entries"
                + " (5.008).\n");
  }

  @Test
  void anEntryThatIsMissingOrComesTwiceIsFound() {
    assertThat(verify(ENTRIES.subList(1, 5), "5.008000000").err())
        .contains("What allocation-3 shows as granted (1000.000000000) must be the sum");
    var twice = List.of(ENTRIES.get(0), ENTRIES.get(0));
    assertThat(verify(twice, "5.008000000").err()).contains("Entry 40 must come once and in order");
  }
}
