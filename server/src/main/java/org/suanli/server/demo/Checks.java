package org.suanli.server.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.suanli.api.Audit;
import org.suanli.api.Books;
import org.suanli.api.Jobs;
import org.suanli.api.Paths;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.StatementFeed;
import org.suanli.core.ledger.Account;
import org.suanli.core.ledger.Statement;
import org.suanli.core.ledger.Transfer;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.Window;
import org.suanli.server.journal.Journal;
import org.suanli.server.loop.Commands;
import org.suanli.server.wiring.Server;

/// What must hold at the end, each looked up anew, with the command that repeats it.
final class Checks {
  private static final Duration DAY = Duration.ofDays(1);

  private final Client operator;
  private final Instant began;
  private final Journal journal;
  private final Commands commands;

  /// What a check found.
  private record Finding(String name, boolean holds, String detail, String command) {}

  /// @param began the statements' first instant
  Checks(Server server, Client operator, Instant began) {
    this.operator = operator;
    this.began = began;
    journal = server.part(Journal.class);
    commands = server.part(Commands.class);
  }

  /// The statement of the day that the demo began, as the platform gives it.
  Books.Statement statement(String organization) {
    return operator.get(
        Paths.of(Paths.STATEMENT, organization) + "?from=" + began + "&until=" + began.plus(DAY),
        Books.Statement.class);
  }

  /// @return whether all hold
  boolean run(List<String> jobs, Consumer<String> say) {
    var findings =
        List.of(
            nothingLost(jobs),
            nothingTwice(),
            balanced(),
            verified(),
            recomputed(List.of("ocean", "river")));
    boolean holds = true;
    for (var finding : findings) {
      say.accept(
          "  %s %s: %s".formatted(finding.holds() ? "✓" : "✗", finding.name(), finding.detail()));
      say.accept("      again: " + finding.command());
      holds &= finding.holds();
    }
    return holds;
  }

  private Finding nothingLost(List<String> jobs) {
    var states = new ArrayList<String>();
    for (var job : jobs) {
      var state = operator.get(Paths.of(Paths.JOB, job), Jobs.JobDetail.class).job().state();
      states.add(job + " " + state);
    }
    boolean holds = states.stream().allMatch(state -> state.endsWith("SUCCEEDED"));
    return new Finding("nothing lost", holds, String.join(", ", states), "./suanli jobs --all");
  }

  /// By the journal: no task of an attempt ended twice. By the logs: the first rank of each attempt
  /// began once.
  private Finding nothingTwice() {
    var endings = new TreeMap<String, Integer>();
    var begins = new TreeMap<String, Long>();
    journal.replay(
        1,
        recorded -> {
          switch (recorded.stamped().event()) {
            case Event.TaskEnded(var attempt, int task, _) ->
                endings.merge(attempt + " task " + task, 1, Integer::sum);
            case Event.AttemptStarted(var attempt) ->
                begins.put(
                    attempt.toString(),
                    Demo.log(operator, attempt.job().toString(), attempt.number())
                        .lines()
                        .filter(line -> line.startsWith("{\"began\""))
                        .count());
            // Nothing else says that something was executed.
            default -> {}
          }
        });
    boolean holds =
        endings.values().stream().allMatch(count -> count == 1)
            && begins.values().stream().allMatch(count -> count == 1);
    return new Finding(
        "nothing executed twice",
        holds,
        endings.size() + " tasks of " + begins.size() + " attempts, each once",
        "./suanli logs job-1 --attempt 1 | grep -c '\"began\"'");
  }

  /// Every entry is added up anew and compared to the balances that the engine holds.
  private Finding balanced() {
    var sums = new TreeMap<AllocationId, EnumMap<Account, Long>>();
    var entries = new int[1];
    journal.replay(
        1,
        recorded -> {
          if (recorded.stamped().event() instanceof Event.Posted(Transfer transfer)) {
            entries[0]++;
            var page =
                sums.computeIfAbsent(transfer.allocation(), _ -> new EnumMap<>(Account.class));
            long amount = transfer.amount().value();
            page.merge(transfer.kind().from(), -amount, Math::addExact);
            page.merge(transfer.kind().to(), amount, Math::addExact);
          }
        });
    boolean holds =
        commands
            .read(
                engine ->
                    sums.entrySet().stream()
                        .allMatch(
                            sum ->
                                Stream.of(Account.values())
                                    .allMatch(
                                        account ->
                                            engine
                                                    .state()
                                                    .books()
                                                    .page(sum.getKey())
                                                    .balance(account)
                                                    .value()
                                                == sum.getValue().getOrDefault(account, 0L))))
            .toCompletableFuture()
            .join();
    boolean isZero =
        sums.values().stream()
            .allMatch(page -> page.values().stream().mapToLong(Long::longValue).sum() == 0);
    return new Finding(
        "books balanced",
        holds && isZero,
        entries[0] + " entries on " + sums.size() + " allocations add up to the balances",
        "./suanli ledger verify");
  }

  private Finding verified() {
    var verification = operator.get(Paths.AUDIT_VERIFICATION, Audit.Verification.class);
    return new Finding(
        "journal verified",
        verification.isIntact(),
        verification.lastSequence() + " rows, head " + verification.head().substring(0, 12) + "…",
        "./suanli audit verify");
  }

  private Finding recomputed(List<String> organizations) {
    boolean holds = true;
    int bytes = 0;
    for (var organization : organizations) {
      var shown = statement(organization);
      var statement =
          new Statement(
              new OrganizationId(organization),
              new Window(shown.window().from(), shown.window().until()));
      journal.replay(
          1, recorded -> StatementFeed.accept(statement, recorded.seq(), recorded.stamped()));
      holds &= statement.text().equals(shown.text());
      bytes += shown.text().length();
    }
    return new Finding(
        "statement recomputed",
        holds,
        "the same to the byte, " + bytes + " bytes",
        "./suanli statement --organization ocean --verify");
  }
}
