package org.suanli.cli.command;

import java.util.List;
import org.suanli.api.Paths;
import org.suanli.api.Prices;
import org.suanli.cli.wire.Query;
import org.suanli.cli.wire.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `suanli ratings`
@Command(name = "ratings")
final class RatingCommands {
  private final Session session;

  RatingCommands(Session session) {
    this.session = session;
  }

  @Command(name = "list", description = "List ratings: PFLOPS of the accelerators, by version.")
  int list(@Mixin Paging paging) {
    return session.list(Paths.RATINGS, Query.none(), paging, ratings());
  }

  @Command(name = "add", aliases = "publish", description = "Publish a rating, in force from now.")
  int add(
      @Parameters(paramLabel = "MODEL") String model,
      @Option(
              names = "--precision",
              required = true,
              paramLabel = "FORMAT",
              description = "${COMPLETION-CANDIDATES}.")
          Prices.Precision precision,
      @Option(
              names = "--tflops",
              required = true,
              paramLabel = "N",
              description = "Dense, of one accelerator.")
          String teraflops,
      @Option(
              names = "--source",
              required = true,
              paramLabel = "TEXT",
              description = "Where the figure comes from.")
          String source) {
    var document =
        session.create(Paths.RATINGS, new Prices.NewRating(model, precision, teraflops, source));
    var rating = Wire.read(document, Prices.Rating.class);
    return session.done(
        document,
        String.valueOf(rating.version()),
        "Rating %d of %s: %s TFLOPS dense %s."
            .formatted(rating.version(), rating.model(), rating.teraflops(), rating.precision()));
  }

  private Listing<Prices.Rating> ratings() {
    var times = session.times();
    return new Listing<>(
        Prices.Rating.class,
        rating -> rating.model() + " " + rating.version(),
        List.of(
            Column.text("MODEL", Prices.Rating::model),
            Column.number("VERSION", Prices.Rating::version),
            Column.text("PRECISION", Prices.Rating::precision),
            Column.number("TFLOPS (dense)", Prices.Rating::teraflops),
            Column.text("SINCE (" + times.zone() + ")", rating -> times.second(rating.since())),
            Column.flexible("SOURCE", Prices.Rating::source)));
  }
}
