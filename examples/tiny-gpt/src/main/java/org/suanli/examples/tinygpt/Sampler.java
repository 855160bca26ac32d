package org.suanli.examples.tinygpt;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Text from the model, a byte at a time; the same weights and seed give the same text.
final class Sampler {
  private static final double TEMPERATURE = 0.7;
  private static final int BYTES = 400;

  private Sampler() {}

  /// Begins after a newline, where a paragraph of the training text begins.
  static String sample(Model model, long seed) {
    SplitMix random = SplitMix.of(seed, -1);
    byte[] text = {'\n'};
    for (int i = 0; i < BYTES; i++) {
      byte next = (byte) draw(model.next(text), random.nextDouble());
      text = Arrays.copyOf(text, text.length + 1);
      text[text.length - 1] = next;
    }
    return new String(text, 1, text.length - 1, StandardCharsets.UTF_8);
  }

  private static int draw(float[] probabilities, double uniform) {
    double[] sharpened = new double[probabilities.length];
    double sum = 0;
    for (int i = 0; i < probabilities.length; i++) {
      sharpened[i] = StrictMath.pow(probabilities[i], 1 / TEMPERATURE);
      sum += sharpened[i];
    }
    double left = uniform * sum;
    int last = 0;
    for (int i = 0; i < sharpened.length; i++) {
      if (sharpened[i] > 0) {
        last = i;
        left -= sharpened[i];
        if (left < 0) {
          break;
        }
      }
    }
    return last;
  }
}
