package org.suanli.cli.command;

import java.util.List;
import org.suanli.api.Paths;
import org.suanli.api.Prices;
import org.suanli.cli.wire.Query;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `suanli models`
@Command(name = "models")
final class ModelCommands {
  private final Session session;

  ModelCommands(Session session) {
    this.session = session;
  }

  @Command(name = "list", description = "List the models; throughput is dense.")
  int list(@Mixin Paging paging) {
    return session.list(Paths.MODELS, Query.none(), paging, models());
  }

  private static Listing<Prices.Model> models() {
    return new Listing<>(
        Prices.Model.class,
        Prices.Model::model,
        List.of(
            Column.text("MODEL", Prices.Model::model),
            Column.text("VENDOR", Prices.Model::vendor),
            Column.flexible("TFLOPS BY PRECISION", ModelCommands::throughput),
            Column.number("MEMORY", ModelCommands::memory),
            Column.text("KNOWN", model -> JobSheets.words(model.grade())),
            Column.number("RATED TFLOPS", ModelCommands::rated)));
  }

  private static String throughput(Prices.Model model) {
    var parts = model.teraflops().entrySet().stream();
    return String.join(", ", parts.map(entry -> entry.getKey() + " " + entry.getValue()).toList());
  }

  private static String memory(Prices.Model model) {
    var bytes = model.memoryBytes();
    return bytes == null ? "-" : Amounts.bytes(bytes);
  }

  private static String rated(Prices.Model model) {
    var rating = model.rating();
    return rating == null ? "-" : rating.teraflops() + " " + rating.precision();
  }
}
