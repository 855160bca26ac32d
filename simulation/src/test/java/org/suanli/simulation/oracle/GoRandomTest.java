package org.suanli.simulation.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What Go draws.
class GoRandomTest {
  /// What `rand.Intn(100)` gives in a Go program that does not seed.
  @Test
  void drawsWhatEveryFirstGoProgramDraws() {
    var random = new GoRandom(1);

    assertThat(IntStream.range(0, 10).map(_ -> random.nextInt(100)))
        .containsExactly(81, 87, 47, 59, 81, 18, 25, 40, 56, 0);
  }

  @Test
  void permutationsAndShufflesHoldEachOnceAndFollowTheSeed() {
    var numbers = new GoRandom(42).permutation(50);

    assertThat(numbers).containsOnlyOnce(IntStream.range(0, 50).toArray());
    assertThat(new GoRandom(42).permutation(50)).isEqualTo(numbers);
    assertThat(new GoRandom(43).permutation(50)).isNotEqualTo(numbers);
    var list = new ArrayList<>(List.of("a", "b", "c", "d", "e", "f", "g"));
    new GoRandom(42).shuffle(list);
    assertThat(list).containsExactlyInAnyOrder("a", "b", "c", "d", "e", "f", "g");
  }
}
