package org.suanli.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.suanli.api.Books;
import org.suanli.api.Page;

@Timeout(60)
class StatementTest {
  private static final String STATEMENT = "GET /api/v1/organizations/ocean/statement";

  @TempDir private Path folder;

  private ClientRun.Result verify(CannedServer server) {
    return new ClientRun(folder)
        .at(server)
        .run("statement", "--organization", "ocean", "--month", "2026-03", "--verify", "-q");
  }

  @Test
  void aStatementThatAddsUpIsVerified() {
    try (var server = SampleCentre.start()) {
      var result = verify(server);
      assertThat(result.code()).isZero();
      assertThat(result.err()).startsWith("Verified: the digest, 3 entries");
    }
  }

  @Test
  void aWrongPriceIsFound() {
    try (var server = SampleCentre.start()) {
      server.on(STATEMENT, SampleBooks.statement(SampleCentre.yuan("37.56001")));
      var result = verify(server);
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err())
          .contains("The price (37.56001) must be the sum of its entries' (37.56000).");
    }
  }

  @Test
  void aMissingEntryIsFound() {
    try (var server = SampleCentre.start()) {
      var entries = SampleBooks.entries();
      server.on("GET /api/v1/ledger", new Page<>(entries.subList(0, 2), null));
      var result = verify(server);
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err())
          .contains("must be the first of the ledger")
          .contains("The total credited (2.003200000) in pflops hours must be the sum")
          .contains("The total due");
    }
  }

  @Test
  void aTextThatWasChangedIsFound() {
    try (var server = SampleCentre.start()) {
      var good = SampleBooks.statement(SampleCentre.yuan("37.56000"));
      var changed =
          new Books.Statement(
              good.organization(),
              good.window(),
              good.zone(),
              List.of(),
              good.prices(),
              good.lines(),
              good.totals(),
              null,
              good.text() + "more",
              good.digest());
      server.on(STATEMENT, changed);
      var result = verify(server);
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err())
          .contains("must be that of the text")
          .contains("The rating that entry 47 names must be on the statement.");
    }
  }
}
