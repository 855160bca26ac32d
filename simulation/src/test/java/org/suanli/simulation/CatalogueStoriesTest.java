package org.suanli.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.suanli.simulation.CentreFixture.EAST;
import static org.suanli.simulation.CentreFixture.aCentre;
import static org.suanli.simulation.JobFixture.aJob;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.ledger.Transfer;
import org.suanli.core.supply.Catalogue;
import org.suanli.core.supply.Grade;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.supply.Precision;
import org.suanli.core.supply.Rating;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.Megaflops;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.NodeId;

class CatalogueStoriesTest {
  private final Centre centre = aCentre().open();

  private List<Rating> ratingsFrom(String node, String model) {
    var spec =
        new NodeSpec(
            new NodeId(EAST, node),
            "block-0",
            "rack-0",
            new ModelName(model),
            8,
            new MilliCpus(64_000),
            new Bytes(512L << 30));
    return centre.accept(new Command.AddNode(spec)).stream()
        .filter(Event.RatingPublished.class::isInstance)
        .map(event -> ((Event.RatingPublished) event).rating())
        .toList();
  }

  @Test
  void theFirstNodeOfAModelThatTheCatalogueKnowsBringsItsRating() {
    assertThat(ratingsFrom("a1", "Ascend 910B2"))
        .containsExactly(
            new Rating(
                new ModelName("Ascend 910B2"),
                Precision.FP16,
                new Megaflops(376_000_000),
                1,
                "catalogue of Suanli, VENDOR_CODE, FP16 dense"));
    assertThat(ratingsFrom("a2", "Ascend 910B2")).isEmpty();
  }

  @Test
  void aModelWhoseSourcesConflictIsNotRatedUntilAnOperatorDoes() {
    assertThat(ratingsFrom("a1", "Ascend 910B1")).isEmpty();
    var name = new ModelName("Ascend 910B1");
    assertThat(centre.state().ratings()).doesNotContainKey(name);
    centre.accept(
        new Command.PublishRating(name, Precision.FP16, new Megaflops(400_000_000), "confirmed"));
    assertThat(centre.state().ratings().get(name)).extracting(Rating::version).isEqualTo(1);
    assertThat(ratingsFrom("a2", "Ascend 910B1")).isEmpty();
  }

  @Test
  void aModelThatTheCatalogueDoesNotKnowIsNotRated() {
    assertThat(ratingsFrom("a1", "make-new")).isEmpty();
    assertThat(centre.state().ratings()).doesNotContainKey(new ModelName("make-new"));
  }

  @Test
  void whatAnOperatorPublishedBeforeStays() {
    var name = new ModelName("Ascend 910C");
    centre.accept(
        new Command.PublishRating(name, Precision.BF16, new Megaflops(700_000_000), "measured"));
    assertThat(ratingsFrom("a1", "Ascend 910C")).isEmpty();
    assertThat(centre.state().ratings().get(name)).extracting(Rating::source).isEqualTo("measured");
  }

  @Test
  void everyModelOfTheCatalogueIsRatedInTheBillingPrecisionOrNotAtAll() {
    int number = 0;
    for (var model : Catalogue.published().models().values()) {
      var ratings = ratingsFrom("m" + number++, model.name().value());
      var figure = model.dense().get(Precision.FP16);
      boolean isKnown = figure != null && model.grade() != Grade.CONFLICTING;
      assertThat(ratings).as(model.name().value()).hasSize(isKnown ? 1 : 0);
      if (isKnown) {
        assertThat(ratings.getFirst().throughput()).isEqualTo(figure);
        assertThat(ratings.getFirst().precision()).isEqualTo(Precision.FP16);
      }
    }
    assertThat(number).isEqualTo(24);
  }

  @Test
  void useOfAModelWhoseSourcesConflictIsMeteredAndChargedOnceAnOperatorConfirmsARating() {
    var own = aCentre().whereTasks(Script.runs(Duration.ofDays(9))).open();
    var name = new ModelName("Ascend 910B1");
    var spec = own.state().fleet().slot(CentreFixture.node(0)).spec();
    own.accept(
        new Command.AddNode(
            new NodeSpec(
                new NodeId(EAST, "a1"), "block-0", "rack-0", name, 8, spec.cpus(), spec.memory())));
    own.submit(aJob().models(name.value()).withoutTimeLimit());
    own.run(Duration.ofHours(25));
    own.accept(
        new Command.PublishRating(name, Precision.FP16, new Megaflops(400_000_000), "confirmed"));
    own.run(Duration.ofHours(48));
    assertThat(
            own.events(Event.Posted.class).stream()
                .map(Event.Posted::transfer)
                .filter(transfer -> transfer.kind() == Transfer.Kind.CHARGE))
        .extracting(
            Transfer::ratingVersion,
            transfer -> transfer.amount().value(),
            transfer -> transfer.metered().orElseThrow().used().milliMillis())
        .containsExactly(
            tuple(0, 0L, 24 * 3_600_000_000L),
            tuple(0, 0L, 24 * 3_600_000_000L),
            tuple(1, 9_600_000_000L, 24 * 3_600_000_000L));
  }
}
