package org.suanli.server.portal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.engine.Runway;
import org.suanli.core.engine.State;
import org.suanli.core.ledger.Account;
import org.suanli.core.ledger.Books;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.Amount;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.OrganizationId;
import org.suanli.server.loop.Commands;

/// What may be used, and the entries behind it.
@Controller
final class AllocationsPage {
  private static final int ALLOCATIONS_MAX = 200;
  private static final int ENTRIES_MAX = 50;
  private static final long MILLION = 1_000_000;

  private final Commands commands;
  private final JdbcClient jdbc;

  private final Words words;
  private final InstantSource clock;

  AllocationsPage(Commands commands, JdbcClient jdbc, Words words, InstantSource clock) {
    this.commands = commands;
    this.jdbc = jdbc;
    this.words = words;
    this.clock = clock;
  }

  record AllocationRow(
      String id,
      String owner,
      String programme,
      String state,
      String unit,
      String granted,
      String available,
      String reserved,
      String charged,
      int reservedPercent,
      int chargedPercent,
      String window,
      String warning) {
    int rank() {
      return switch (state) {
        case "OPEN" -> 0;
        case "FUTURE" -> 1;
        default -> 2;
      };
    }

    public String organization() {
      return owner.split("/", 2)[0];
    }

    public String tone() {
      return switch (state) {
        case "OPEN" -> "good";
        case "FUTURE" -> "wait";
        default -> "";
      };
    }
  }

  record EntryRow(
      long sequence,
      String at,
      String kind,
      String allocation,
      String amount,
      String job,
      String attempt,
      String metered) {}

  /// @param older where the entries before these are; empty if these are the first
  record View(
      List<AllocationRow> allocations,
      List<EntryRow> entries,
      String address,
      String older,
      boolean mayReadBooks) {}

  /// @param before the ledger is shown up to this entry, which is left out; empty for all
  @GetMapping("/allocations")
  String show(Viewer viewer, @RequestParam(defaultValue = "") String before, Model model) {
    if (!before.chars().allMatch(c -> c >= '0' && c <= '9') || before.length() > 18) {
      throw new NotHere();
    }
    var entries = entries(viewer, before.isEmpty() ? Long.MAX_VALUE : Long.parseLong(before));
    boolean hasMore = entries.size() > ENTRIES_MAX;
    var shown = hasMore ? entries.subList(0, ENTRIES_MAX) : entries;
    var address = "/allocations?before=";
    model.addAttribute(
        "view",
        new View(
            Loop.read(commands, engine -> allocations(engine.state(), viewer)),
            shown,
            before.isEmpty() ? "/allocations" : address + before,
            hasMore ? address + shown.getLast().sequence() : "",
            viewer.mayReadBooks()));
    return "portal/allocations";
  }

  private List<AllocationRow> allocations(State state, Viewer viewer) {
    var rows = new ArrayList<AllocationRow>();
    for (var page : state.books().pages().reversed().values()) {
      var owner = page.allocation().owner();
      if (rows.size() < ALLOCATIONS_MAX && viewer.maySee(owner.organization().toString())) {
        rows.add(row(state, page));
      }
    }
    // What can be used now comes first; of those, the latest granted.
    rows.sort(Comparator.comparing(AllocationRow::rank));
    return rows;
  }

  private AllocationRow row(State state, Books.Page page) {
    var allocation = page.allocation();
    long granted = allocation.grant().amount().value();
    var charged = page.balance(Account.CHARGED);
    var reserved = page.balance(Account.RESERVED);
    return new AllocationRow(
        allocation.id().toString(),
        switch (allocation.owner()) {
          case Allocation.Owner.OfOrganization(var id) -> id.toString();
          case Allocation.Owner.OfProject(var id) -> id.toString();
        },
        allocation.programme().toString(),
        page.isClosed()
            ? "CLOSED"
            : state.now().isBefore(allocation.window().from()) ? "FUTURE" : "OPEN",
        words.unit(charged.unit()),
        Words.of(allocation.grant().amount()),
        left(state.books().available(allocation.id()), granted),
        Words.of(reserved),
        Words.of(charged),
        Words.percent(reserved.value(), granted),
        Words.percent(charged.value(), granted),
        words.of(allocation.window()),
        warning(state, page));
  }

  /// What soon changes; empty if nothing does.
  private String warning(State state, Books.Page page) {
    return Runway.soon(state, page, clock.instant())
        .map(end -> words.text(key(end), words.at(end.at())))
        .orElse("");
  }

  private static String key(Runway.End end) {
    return end.isExpiry() ? "allocations.expires" : "allocations.runsOut";
  }

  /// What is left after rounding to whole reservations is next to nothing, and said so.
  private static String left(Amount available, long granted) {
    return available.value() > 0 && available.value() < granted / MILLION
        ? "≈ 0"
        : Words.of(available);
  }

  private List<EntryRow> entries(Viewer viewer, long before) {
    if (!viewer.mayReadBooks()) {
      return List.of();
    }
    return jdbc.sql(
            """
            SELECT * FROM ledger_entry
            WHERE seq < :before AND (:organization = '' OR organization = :organization)
            ORDER BY seq DESC LIMIT :limit
            """)
        .param("organization", viewer.scope().map(OrganizationId::toString).orElse(""))
        .param("before", before)
        .param("limit", ENTRIES_MAX + 1)
        .query((row, _) -> entry(row))
        .list();
  }

  private EntryRow entry(ResultSet row) throws SQLException {
    long job = row.getLong("job");
    var jobId = job == 0 ? "" : new JobId(job).toString();
    var amount = new Amount(Amount.Unit.valueOf(row.getString("unit")), row.getLong("amount"));
    return new EntryRow(
        row.getLong("seq"),
        words.at(row.getTimestamp("at").toInstant()),
        row.getString("kind"),
        new AllocationId(row.getLong("allocation")).toString(),
        words.withUnit(amount),
        jobId,
        job == 0 ? "" : jobId + "." + row.getInt("attempt"),
        metered(row));
  }

  private String metered(ResultSet row) throws SQLException {
    var model = Optional.ofNullable(row.getString("metered_model"));
    if (model.isEmpty()) {
      return "";
    }
    return Words.of(new MilliAccelerators(row.getLong("metered_milli")))
        + " × "
        + model.get()
        + ", "
        + words.at(instant(row, "metered_from"))
        + " – "
        + words.at(instant(row, "metered_until"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getTimestamp(column).toInstant();
  }
}
