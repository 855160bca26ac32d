package org.suanli.core.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SpellingTest {
  @ParameterizedTest
  @CsvSource({
    "memory, memory, 0",
    "memroy, memory, 1",
    "mem, memory, 3",
    "'', abc, 3",
    "abc, '', 3",
    "ca, abc, 3",
    "kitten, sitting, 3",
  })
  void lettersAddedDroppedReplacedOrSwappedCountOne(String one, String other, int want) {
    assertThat(Spelling.distance(one, other)).isEqualTo(want);
    assertThat(Spelling.distance(other, one)).isEqualTo(want);
  }

  @Test
  void aWordThatStartsAlikeComesFirst() {
    assertThat(Spelling.nearest("node", List.of("code", "nodes"))).contains("nodes");
  }

  @Test
  void whatIsFarFromEverythingHasNoSuggestion() {
    assertThat(Spelling.nearest("zzzz", List.of("code", "nodes"))).isEmpty();
    assertThat(Spelling.nearest("", List.of("a"))).isEmpty();
    assertThat(Spelling.nearest("a".repeat(101), List.of("a".repeat(101)))).isEmpty();
  }
}
