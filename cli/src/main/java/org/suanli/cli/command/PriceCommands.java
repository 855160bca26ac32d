package org.suanli.cli.command;

import java.util.List;
import org.suanli.api.Money;
import org.suanli.api.Paths;
import org.suanli.api.Prices;
import org.suanli.cli.terminal.Failure;
import org.suanli.cli.wire.Query;
import org.suanli.cli.wire.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `suanli prices`
@Command(name = "prices")
final class PriceCommands {
  private final Session session;

  PriceCommands(Session session) {
    this.session = session;
  }

  @Command(name = "list", description = "List prices.")
  int list(@Mixin Paging paging) {
    return session.list(Paths.PRICES, Query.none(), paging, prices());
  }

  @Command(name = "add", aliases = "publish", description = "Publish a price, in force from now.")
  int add(
      @Parameters(paramLabel = "YUAN", description = "Of one PFLOPS-hour, such as 12.5.")
          String yuan) {
    if (!yuan.matches("[0-9]{1,9}(\\.[0-9]{1,5})?")) {
      throw Failure.usage("The price (" + yuan + ") must be yuan, with at most five decimals.");
    }
    var document = session.create(Paths.PRICES, new Prices.NewPrice(new Money(Money.YUAN, yuan)));
    var price = Wire.read(document, Prices.Price.class);
    var id = String.valueOf(price.version());
    return session.done(
        document,
        id,
        "Price " + id + ": " + Amounts.shown(price.perPflopsHour()) + " per PFLOPS-hour.");
  }

  private Listing<Prices.Price> prices() {
    var times = session.times();
    return new Listing<>(
        Prices.Price.class,
        price -> String.valueOf(price.version()),
        List.of(
            Column.number("VERSION", Prices.Price::version),
            Column.number("PER PFLOPS-HOUR", price -> Amounts.shown(price.perPflopsHour())),
            Column.text("SINCE (" + times.zone() + ")", price -> times.second(price.since())),
            Column.text("AGE", price -> times.age(price.since()))));
  }
}
