package org.suanli.examples.tinygpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The text on its way to the model: corpus, windows, held-out windows, baseline.
class TextTest {
  @TempDir private Path folder;

  private Corpus corpus() {
    return Corpus.load(Optional.of(folder), folder);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  @Test
  void ofManyDocumentsEverySixteenthIsHeldOut() throws IOException {
    for (int i = 0; i < 33; i++) {
      Files.writeString(folder.resolve("%02d".formatted(i)), "<%02d>".formatted(i));
    }
    assertThat(text(corpus().heldOut())).isEqualTo("<15><31>");
    assertThat(text(corpus().training()))
        .startsWith("<00><01>")
        .contains("<14><16>")
        .endsWith("<32>");
  }

  @Test
  void ofFewDocumentsTheEndOfEachIsHeldOut() throws IOException {
    Files.createDirectory(folder.resolve("a"));
    Files.writeString(folder.resolve("a/first"), "0123456789abcdefghijklmnopqrstuv");
    Files.writeString(folder.resolve("second"), "0123456789ABCDEF");
    Files.write(folder.resolve("z"), new byte[] {'n', 'o', 0, 't', 'e', 'x', 't'});
    assertThat(text(corpus().heldOut())).isEqualTo("uvF");
    assertThat(text(corpus().training()))
        .isEqualTo("0123456789abcdefghijklmnopqrst0123456789ABCDE");
  }

  @Test
  void aJavaWithoutSourcesSaysWhatToDo() {
    assertThatThrownBy(() -> Corpus.load(Optional.empty(), folder))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("lib/src.zip) must be there")
        .hasMessageContaining("--text DIR");
  }

  @Test
  void anEpochShowsEveryWindowOnce() {
    byte[] text = new byte[200];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) i;
    }
    var windows = new Windows(text, 16, 3);
    int perEpoch = (200 - 1 - 16) / 16;
    var orders = new TreeSet<String>();
    for (int epoch = 0; epoch < 5; epoch++) {
      var starts = new TreeSet<Integer>();
      var order = new StringBuilder();
      for (int i = 0; i < perEpoch; i++) {
        var batch = windows.batch((long) epoch * perEpoch + i, 1);
        int start = batch.inputs()[0] & 0xff;
        starts.add(start);
        order.append(start).append(' ');
        assertThat(batch.targets()[15] & 0xff).isEqualTo(start + 16);
      }
      assertThat(starts).hasSize(perEpoch);
      assertThat(starts.last() - starts.first()).isEqualTo((perEpoch - 1) * 16);
      orders.add(order.toString());
    }
    assertThat(orders).hasSize(5);
  }

  @Test
  void twoRanksTogetherSeeWhatOneWithTheirBatchesSees() {
    byte[] text =
        "the quick brown fox jumps over the lazy dog again and again"
            .getBytes(StandardCharsets.US_ASCII);
    var whole = new Windows(text, 8, 3).batch(2, 4);
    var other = new Windows(text, 8, 3);
    assertThat(text(other.batch(2, 2).inputs()) + text(other.batch(4, 2).inputs()))
        .isEqualTo(text(whole.inputs()));
  }

  @Test
  void heldOutWindowsAreSpreadEvenlyAndDoNotOverlap() {
    byte[] text = new byte[8 * 1000 + 1];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) (i / 8 % 100);
    }
    HeldOut heldOut = HeldOut.of(text, 8);
    assertThat(heldOut.tokens()).isEqualTo(256 * 8);
    var batch = heldOut.batch(0, 256);
    for (int i = 0; i < 256; i++) {
      assertThat(batch.inputs()[i * 8]).isEqualTo((byte) (i * 1000 / 256 % 100));
    }
    assertThat(heldOut.batch(255, 256).inputs()[0]).isEqualTo(batch.inputs()[255 * 8]);
  }

  @Test
  void theBaselinesProbabilitiesSumToOne() {
    var bigram = new Bigram("abracadabra".getBytes(StandardCharsets.US_ASCII));
    for (int previous = 0; previous < 256; previous++) {
      double sum = 0;
      for (int next = 0; next < 256; next++) {
        sum += bigram.probability(previous, next);
      }
      assertThat(sum).isCloseTo(1, within(1e-12));
    }
    assertThat(bigram.probability('a', 'b')).isGreaterThan(bigram.probability('a', 'c'));
  }

  @Test
  void aJsonLineIsAscii() {
    String line = new JsonLine().with("a\"b", "x\\\n\té").with("n", 3).with("d", 0.1).toString();
    assertThat(line).isEqualTo("{\"a\\\"b\":\"x\\\\\\n\\u0009\\u00e9\",\"n\":3,\"d\":0.1000000}");
    assertThat(new JsonLine().with("d", Double.NaN)).hasToString("{\"d\":null}");
  }
}
