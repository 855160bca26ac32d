package org.suanli.server.portal;

import java.time.YearMonth;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.suanli.api.ErrorCode;
import org.suanli.core.engine.StatementFeed;
import org.suanli.core.ledger.Statement;
import org.suanli.core.units.OrganizationId;
import org.suanli.server.http.ProblemException;
import org.suanli.server.http.Statements;
import org.suanli.server.journal.Journal;

/// A month's statement twice: from the tables, and recomputed from the journal.
///
/// Both count the entries up to one row of the journal, so that what is posted meanwhile makes no
/// difference between them.
@Controller
final class StatementPage {
  /// Each reads the whole journal.
  private static final int AT_ONCE_MAX = 2;

  private static final long TURN_SECONDS_MAX = 10;
  private static final String TOTAL = "Total: ";
  private static final String YUAN = " yuan";

  private final Statements statements;
  private final Journal journal;
  private final Words words;
  private final Semaphore turns = new Semaphore(AT_ONCE_MAX);

  StatementPage(Statements statements, Journal journal, Words words) {
    this.words = words;
    this.statements = statements;
    this.journal = journal;
  }

  /// @param previous, next addresses of the months around it; the next is empty for the last month
  record View(
      String organization,
      String month,
      String window,
      String zone,
      String total,
      String digest,
      boolean isSame,
      String text,
      String previous,
      String next) {}

  /// @param month such as `2026-11`; the present one if empty
  @GetMapping("/statements/{organization}")
  String show(
      Viewer viewer,
      @PathVariable String organization,
      @RequestParam(defaultValue = "") String month,
      Model model) {
    if (!viewer.mayReadBooks() || !viewer.maySee(organization)) {
      throw new NotHere();
    }
    var asked = month.isEmpty() ? statements.currentMonth().toString() : month;
    model.addAttribute("view", view(id(organization), asked));
    return "portal/statement";
  }

  private static OrganizationId id(String text) {
    try {
      return new OrganizationId(text);
    } catch (IllegalArgumentException e) {
      throw new NotHere(e);
    }
  }

  private View view(OrganizationId organization, String month) {
    var window = statements.window(month);
    var question = new Statements.Question(organization, window, journal.head().seq());
    var text = statements.text(question);
    var recomputed = recomputed(question);
    var present = statements.currentMonth();
    var shown = YearMonth.parse(month);
    var address = "/statements/" + organization + "?month=";
    return new View(
        organization.toString(),
        month,
        words.of(window),
        statements.zone(),
        total(text),
        Statements.digest(text),
        recomputed.equals(text),
        text,
        address + shown.minusMonths(1),
        shown.isBefore(present) ? address + shown.plusMonths(1) : "");
  }

  private String recomputed(Statements.Question question) {
    takeTurn();
    try {
      var statement = new Statement(question.organization(), question.window());
      journal.stream(
          1,
          events -> {
            events
                .takeWhile(recorded -> recorded.seq() <= question.until())
                .forEach(
                    recorded ->
                        StatementFeed.accept(statement, recorded.seq(), recorded.stamped()));
            return statement;
          });
      return statement.text();
    } finally {
      turns.release();
    }
  }

  private void takeTurn() {
    try {
      if (!turns.tryAcquire(TURN_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new ProblemException(
            ErrorCode.UNAVAILABLE, List.of("Too many statements are being recomputed."));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The server is going down.", e);
    }
  }

  /// The text's own total: there is one computation of it.
  private String total(String text) {
    var last = text.strip().lines().reduce("", (_, line) -> line);
    return words.text("unit.yuan", last.substring(TOTAL.length(), last.length() - YUAN.length()));
  }
}
