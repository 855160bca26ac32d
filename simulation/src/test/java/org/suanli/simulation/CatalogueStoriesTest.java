package org.suanli.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.suanli.simulation.CentreFixture.EAST;
import static org.suanli.simulation.CentreFixture.aCentre;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
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
}
