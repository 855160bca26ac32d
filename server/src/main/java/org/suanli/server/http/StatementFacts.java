package org.suanli.server.http;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.suanli.api.Prices;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Grant;
import org.suanli.core.ledger.Statement;
import org.suanli.core.supply.Precision;
import org.suanli.core.supply.Rating;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.Amount;
import org.suanli.core.units.Megaflops;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.Money;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProgrammeId;
import org.suanli.core.units.ProjectId;
import org.suanli.core.units.Window;
import org.suanli.server.identity.Times;

/// Feeds statements from the tables, in the order of the journal.
@Component
final class StatementFacts {
  /// Entries read at once.
  private static final int BATCH = 5_000;

  private final Desk desk;
  private final JdbcClient database;
  private final LedgerQueries ledger;

  /// A fact with its place in the journal.
  private record Fact(long seq, Consumer<Statement> tell) {}

  record RatingKey(String model, int version) implements Comparable<RatingKey> {
    @Override
    public int compareTo(RatingKey other) {
      return Comparator.comparing(RatingKey::model)
          .thenComparingInt(RatingKey::version)
          .compare(this, other);
    }
  }

  StatementFacts(Desk desk, JdbcClient database, LedgerQueries ledger) {
    this.desk = desk;
    this.database = database;
    this.ledger = ledger;
  }

  void requireKnown(OrganizationId organization) {
    if (!desk.read(engine -> engine.state().tenants().containsKey(organization))) {
      throw ProblemException.notFound("organization (" + organization + ")");
    }
  }

  /// @param until the last row of the journal to count; what comes after it is passed by
  /// @param each is told every entry as well
  void feed(
      Statement statement,
      OrganizationId organization,
      long until,
      Consumer<LedgerQueries.Entry> each) {
    var facts = new ArrayList<Fact>();
    facts.addAll(allocations(organization));
    facts.addAll(ratingFacts());
    facts.addAll(priceFacts());
    facts.removeIf(fact -> fact.seq() > until);
    facts.sort(Comparator.comparingLong(Fact::seq));
    var pending = facts.iterator();
    Fact next = pending.hasNext() ? pending.next() : null;
    var filter = new LedgerQueries.Filter(organization.value(), null, null, null, null);
    long after = 0;
    for (var batch = ledger.list(filter, after, BATCH);
        !batch.isEmpty() && after < until;
        batch = ledger.list(filter, after, BATCH)) {
      for (var entry : batch) {
        after = entry.seq();
        if (after > until) {
          break;
        }
        while (next != null && next.seq() < entry.seq()) {
          next.tell().accept(statement);
          next = pending.hasNext() ? pending.next() : null;
        }
        statement.posted(entry.seq(), entry.at(), entry.transfer());
        each.accept(entry);
      }
    }
    while (next != null) {
      next.tell().accept(statement);
      next = pending.hasNext() ? pending.next() : null;
    }
  }

  private List<Fact> allocations(OrganizationId organization) {
    return database
        .sql("SELECT * FROM allocation WHERE organization = :organization ORDER BY seq")
        .param("organization", organization.value())
        .query(
            (row, _) -> {
              var allocation = allocation(row, organization);
              return new Fact(row.getLong("seq"), statement -> statement.granted(allocation));
            })
        .list();
  }

  private static Allocation allocation(ResultSet row, OrganizationId organization)
      throws SQLException {
    var project = row.getString("project");
    var parent = row.getObject("parent", Long.class);
    var amount = new Amount(Amount.Unit.valueOf(row.getString("unit")), row.getLong("granted"));
    var models = (String[]) row.getArray("models").getArray();
    return new Allocation(
        new AllocationId(row.getLong("id")),
        project == null
            ? new Allocation.Owner.OfOrganization(organization)
            : new Allocation.Owner.OfProject(new ProjectId(organization, project)),
        new ProgrammeId(row.getString("programme")),
        Optional.ofNullable(parent).map(AllocationId::new),
        switch (amount.unit()) {
          case NANO_PFLOPS_HOURS -> new Grant.PflopsHours(amount);
          case MILLI_ACCELERATOR_MILLIS ->
              new Grant.CardHours(Arrays.stream(models).map(ModelName::new).toList(), amount);
        },
        new Window(Times.required(row, "usable_from"), Times.required(row, "usable_until")));
  }

  private List<Fact> ratingFacts() {
    return database
        .sql("SELECT * FROM rating ORDER BY seq")
        .query(
            (row, _) -> {
              var rating =
                  new Rating(
                      new ModelName(row.getString("model")),
                      Precision.valueOf(row.getString("precision")),
                      new Megaflops(row.getLong("megaflops")),
                      row.getInt("version"),
                      row.getString("source"));
              return new Fact(row.getLong("seq"), statement -> statement.rated(rating));
            })
        .list();
  }

  private List<Fact> priceFacts() {
    return database
        .sql("SELECT * FROM price ORDER BY seq")
        .query(
            (row, _) -> {
              int version = row.getInt("version");
              var price = new Money(row.getLong("milli_fen"));
              var from = Times.required(row, "published_at");
              return new Fact(
                  row.getLong("seq"), statement -> statement.priced(version, price, from));
            })
        .list();
  }

  List<Prices.Price> prices() {
    return database
        .sql("SELECT * FROM price ORDER BY version")
        .query((row, _) -> PricesResource.price(row))
        .list();
  }

  List<Prices.Rating> ratings(SortedSet<RatingKey> keys) {
    return database
        .sql("SELECT * FROM rating ORDER BY model, version")
        .query((row, _) -> PricesResource.rating(row))
        .list()
        .stream()
        .filter(rating -> keys.contains(new RatingKey(rating.model(), rating.version())))
        .toList();
  }
}
