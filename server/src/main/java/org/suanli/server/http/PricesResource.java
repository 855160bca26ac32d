package org.suanli.server.http;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Page;
import org.suanli.api.Paths;
import org.suanli.api.Prices;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.supply.Precision;
import org.suanli.core.units.Megaflops;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.Money;
import org.suanli.server.identity.Principal;
import org.suanli.server.identity.Times;

/// Prices and conversion factors, all versions of them.
@RestController
final class PricesResource {
  private static final int SOURCE_LENGTH_MAX = 200;

  private final Desk desk;
  private final JdbcClient database;

  /// A row with its place in the journal.
  record Numbered<T>(long seq, T value) {}

  PricesResource(Desk desk, JdbcClient database) {
    this.desk = desk;
    this.database = database;
  }

  @GetMapping(Paths.PRICES)
  Page<Prices.Price> prices(Slice slice) {
    var rows =
        database
            .sql("SELECT * FROM price WHERE seq > :after ORDER BY seq LIMIT :limit")
            .param("after", slice.after(0))
            .param("limit", slice.probe())
            .query((row, _) -> new Numbered<>(row.getLong("seq"), price(row)))
            .list();
    return slice.page(rows, Numbered::value, Numbered::seq);
  }

  @PostMapping(Paths.PRICES)
  @ResponseStatus(HttpStatus.CREATED)
  Prices.Price publishPrice(@RequestBody Prices.NewPrice asked, Principal caller) {
    var events = desk.submit(new Command.PublishPrice(Wire.money(asked.perPflopsHour())), caller);
    return database
        .sql("SELECT * FROM price WHERE version = :version")
        .param("version", Desk.first(events, Event.PricePublished.class).version())
        .query((row, _) -> price(row))
        .single();
  }

  @GetMapping(Paths.RATINGS)
  Page<Prices.Rating> ratings(Slice slice) {
    var rows =
        database
            .sql("SELECT * FROM rating WHERE seq > :after ORDER BY seq LIMIT :limit")
            .param("after", slice.after(0))
            .param("limit", slice.probe())
            .query((row, _) -> new Numbered<>(row.getLong("seq"), rating(row)))
            .list();
    return slice.page(rows, Numbered::value, Numbered::seq);
  }

  @PostMapping(Paths.RATINGS)
  @ResponseStatus(HttpStatus.CREATED)
  Prices.Rating publishRating(@RequestBody Prices.NewRating asked, Principal caller) {
    var model = Wire.parse(() -> new ModelName(asked.model()));
    var throughput = Wire.parse(() -> new Megaflops(Wire.megaflops(asked.teraflops())));
    if (throughput.isZero()) {
      throw ProblemException.invalid("The teraflops of a rating must be more than zero.");
    }
    if (asked.source().isBlank() || asked.source().length() > SOURCE_LENGTH_MAX) {
      throw ProblemException.invalid(
          "The source of a rating must be 1 to " + SOURCE_LENGTH_MAX + " characters.");
    }
    var precision = Wire.same(Precision.class, asked.precision());
    var command = new Command.PublishRating(model, precision, throughput, asked.source());
    var events = desk.submit(command, caller);
    // None if it is the last one's.
    var version =
        events.isEmpty()
            ? null
            : Desk.first(events, Event.RatingPublished.class).rating().version();
    return database
        .sql(
            """
            SELECT * FROM rating WHERE model = :model AND version = coalesce(:version, version)
            ORDER BY version DESC LIMIT 1
            """)
        .param("model", model.value())
        .param("version", version, Types.INTEGER)
        .query((row, _) -> rating(row))
        .single();
  }

  static Prices.Price price(ResultSet row) throws SQLException {
    return new Prices.Price(
        row.getInt("version"),
        Wire.money(new Money(row.getLong("milli_fen"))),
        Times.required(row, "published_at"));
  }

  static Prices.Rating rating(ResultSet row) throws SQLException {
    return new Prices.Rating(
        row.getString("model"),
        Prices.Precision.valueOf(row.getString("precision")),
        Wire.teraflops(row.getLong("megaflops")),
        row.getInt("version"),
        Times.required(row, "published_at"),
        row.getString("source"));
  }
}
