package org.suanli.simulation.packing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The node with the highest score, the first of several. A score is computed again only where
/// something was placed on the node since.
final class HighestScore implements PackingPolicy {
  private static final long UNFIT = Long.MIN_VALUE;

  private final Scoring scoring;
  private final List<Known> byShape = new ArrayList<>();

  /// The scores of one shape, by node.
  private record Known(int[] changes, long[] scores) {
    static Known nothing(int nodes) {
      var changes = new int[nodes];
      Arrays.fill(changes, -1);
      return new Known(changes, new long[nodes]);
    }
  }

  HighestScore(Scoring scoring) {
    this.scoring = scoring;
  }

  @Override
  public Optional<Spot> choose(List<PackedNode> nodes, Shape shape) {
    while (byShape.size() <= shape.number()) {
      byShape.add(Known.nothing(nodes.size()));
    }
    var known = byShape.get(shape.number());
    PackedNode best = nodes.getFirst();
    long highest = UNFIT;
    for (var node : nodes) {
      int number = node.number();
      if (known.changes[number] != node.changes()) {
        known.changes[number] = node.changes();
        known.scores[number] = node.fits(shape) ? scoring.score(node, shape) : UNFIT;
      }
      if (known.scores[number] > highest) {
        highest = known.scores[number];
        best = node;
      }
    }
    return highest == UNFIT
        ? Optional.empty()
        : Optional.of(new Spot(best, shape.isShare() ? scoring.device(best, shape) : 0));
  }
}
