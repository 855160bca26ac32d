package org.suanli.server.http;

import java.util.LinkedHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Page;
import org.suanli.api.Paths;
import org.suanli.api.Prices;
import org.suanli.core.supply.AcceleratorModel;
import org.suanli.core.supply.Catalogue;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.ModelName;

/// The catalogue of accelerators, with what each is charged by.
@RestController
final class ModelsResource {
  private final Catalogue catalogue = Catalogue.published();
  private final JdbcClient database;

  ModelsResource(JdbcClient database) {
    this.database = database;
  }

  @GetMapping(Paths.MODELS)
  Page<Prices.Model> list(Slice slice) {
    var rows =
        catalogue.models().values().stream()
            .filter(model -> model.name().value().compareTo(slice.afterText()) > 0)
            .limit(slice.probe())
            .toList();
    return slice.page(rows, this::model, AcceleratorModel::name);
  }

  private Prices.Model model(AcceleratorModel model) {
    var dense = new LinkedHashMap<String, String>();
    model
        .dense()
        .forEach(
            (precision, throughput) ->
                dense.put(precision.name(), Wire.teraflops(throughput.perSecond())));
    return new Prices.Model(
        model.name().value(),
        model.vendor(),
        dense,
        model.memory().map(Bytes::bytes).orElse(null),
        model.grade().name(),
        rating(model.name()));
  }

  private Prices.@org.jspecify.annotations.Nullable Rating rating(ModelName model) {
    return database
        .sql("SELECT * FROM rating WHERE model = :model ORDER BY version DESC LIMIT 1")
        .param("model", model.value())
        .query((row, _) -> PricesResource.rating(row))
        .optional()
        .orElse(null);
  }
}
