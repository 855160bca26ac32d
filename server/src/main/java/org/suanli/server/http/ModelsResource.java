package org.suanli.server.http;

import java.util.LinkedHashMap;
import java.util.SortedSet;
import java.util.TreeSet;
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

/// The catalogue of accelerators, and the models of this centre's nodes and ratings that it does
/// not have, such as this machine's processor; with what each is charged by.
@RestController
final class ModelsResource {
  /// The grade of what the catalogue does not have: its rating says where the figure comes from.
  private static final String UNLISTED = "UNLISTED";

  private final Catalogue catalogue = Catalogue.published();
  private final Desk desk;
  private final JdbcClient database;

  ModelsResource(Desk desk, JdbcClient database) {
    this.desk = desk;
    this.database = database;
  }

  @GetMapping(Paths.MODELS)
  Page<Prices.Model> list(Slice slice) {
    var names = new TreeSet<>(catalogue.models().keySet());
    names.addAll(ownModels());
    var rows =
        names.stream()
            .filter(name -> name.value().compareTo(slice.afterText()) > 0)
            .limit(slice.probe())
            .toList();
    return slice.page(rows, this::model, name -> name);
  }

  /// The models of this centre's nodes and ratings.
  private SortedSet<ModelName> ownModels() {
    var models = new TreeSet<ModelName>();
    models.addAll(
        desk.read(
            engine ->
                engine.state().fleet().nodes().stream()
                    .map(slot -> slot.spec().model())
                    .distinct()
                    .toList()));
    database
        .sql("SELECT DISTINCT model FROM rating")
        .query(String.class)
        .list()
        .forEach(name -> models.add(new ModelName(name)));
    return models;
  }

  private Prices.Model model(ModelName name) {
    var model = catalogue.models().get(name);
    return model == null ? unlisted(name) : listed(model);
  }

  private Prices.Model unlisted(ModelName name) {
    var dense = new LinkedHashMap<String, String>();
    var rating = rating(name);
    if (rating != null) {
      dense.put(rating.precision().name(), rating.teraflops());
    }
    return new Prices.Model(name.value(), "", dense, null, UNLISTED, rating);
  }

  private Prices.Model listed(AcceleratorModel model) {
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
