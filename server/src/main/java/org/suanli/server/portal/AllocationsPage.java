package org.suanli.server.portal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.suanli.core.allocation.Allocation;
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
  private static final int STATEMENTS_MAX = 6;

  private final Commands commands;
  private final JdbcClient jdbc;

  private final Words words;

  AllocationsPage(Commands commands, JdbcClient jdbc, Words words) {
    this.commands = commands;
    this.jdbc = jdbc;
    this.words = words;
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
      String from,
      String until) {
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

  record Link(String address, String text) {}

  record View(List<AllocationRow> allocations, List<EntryRow> entries, List<Link> statements) {}

  @GetMapping("/allocations")
  String show(Viewer viewer, Model model) {
    var allocations = Loop.await(commands.read(engine -> allocations(engine.state(), viewer)));
    model.addAttribute(
        "view", new View(allocations, entries(viewer), statements(viewer, allocations)));
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
        Words.of(state.books().available(allocation.id())),
        Words.of(reserved),
        Words.of(charged),
        Words.percent(reserved.value(), granted),
        Words.percent(charged.value(), granted),
        Words.at(allocation.window().from()),
        Words.at(allocation.window().until()));
  }

  private List<EntryRow> entries(Viewer viewer) {
    if (!viewer.mayReadBooks()) {
      return List.of();
    }
    return jdbc.sql(
            """
            SELECT * FROM ledger_entry
            WHERE :organization = '' OR organization = :organization
            ORDER BY seq DESC LIMIT :limit
            """)
        .param("organization", viewer.scope().map(OrganizationId::toString).orElse(""))
        .param("limit", ENTRIES_MAX)
        .query((row, _) -> entry(row))
        .list();
  }

  private EntryRow entry(ResultSet row) throws SQLException {
    long job = row.getLong("job");
    var jobId = job == 0 ? "" : new JobId(job).toString();
    var amount = new Amount(Amount.Unit.valueOf(row.getString("unit")), row.getLong("amount"));
    return new EntryRow(
        row.getLong("seq"),
        Words.at(row.getTimestamp("at").toInstant()),
        row.getString("kind"),
        new AllocationId(row.getLong("allocation")).toString(),
        words.withUnit(amount),
        jobId,
        job == 0 ? "" : jobId + "." + row.getInt("attempt"),
        metered(row));
  }

  private static String metered(ResultSet row) throws SQLException {
    var model = Optional.ofNullable(row.getString("metered_model"));
    if (model.isEmpty()) {
      return "";
    }
    return Words.of(new MilliAccelerators(row.getLong("metered_milli")))
        + " × "
        + model.get()
        + ", "
        + Words.at(instant(row, "metered_from"))
        + " – "
        + Words.at(instant(row, "metered_until"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getTimestamp(column).toInstant();
  }

  /// The present month of the organizations that the page shows.
  private List<Link> statements(Viewer viewer, List<AllocationRow> allocations) {
    if (!viewer.mayReadBooks()) {
      return List.of();
    }
    var organizations = new TreeSet<String>();
    viewer.scope().ifPresent(own -> organizations.add(own.toString()));
    if (viewer.scope().isEmpty()) {
      allocations.forEach(row -> organizations.add(row.owner().split("/", 2)[0]));
    }
    return organizations.stream()
        .limit(STATEMENTS_MAX)
        .map(name -> new Link("/statements/" + name, words.text("statement.link", name)))
        .toList();
  }
}
