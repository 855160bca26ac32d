package org.suanli.examples.tinygpt;

/// The order in which windows of the training text are seen: each epoch cuts the text anew (from
/// another first byte) and shuffles the cuts. A function of the text, the context and the seed; the
/// cursor, the number of windows seen by all ranks, says where a run stands.
final class Windows {
  private final byte[] text;
  private final int context;
  private final long seed;
  private final int count;
  private long epoch = -1;
  private int[] order = new int[0];
  private int phase;

  /// @param text at least `2 * context + 1` bytes
  Windows(byte[] text, int context, long seed) {
    this.text = text;
    this.context = context;
    this.seed = seed;
    this.count = (text.length - 1 - context) / context;
    if (count < 1) {
      throw Failure.user(
          "The text to train on (%d bytes) must have at least %d bytes.\nMaybe give a larger folder (--text) or a smaller --context."
              .formatted(text.length, 2 * context + 1));
    }
  }

  /// The windows `cursor` to `cursor + sequences` (exclusive).
  Model.Batch batch(long cursor, int sequences) {
    byte[] inputs = new byte[sequences * context];
    byte[] targets = new byte[sequences * context];
    for (int i = 0; i < sequences; i++) {
      int start = start(cursor + i);
      System.arraycopy(text, start, inputs, i * context, context);
      System.arraycopy(text, start + 1, targets, i * context, context);
    }
    return new Model.Batch(inputs, targets);
  }

  private int start(long index) {
    shuffle(index / count);
    return phase + order[(int) (index % count)] * context;
  }

  private void shuffle(long wanted) {
    if (wanted == epoch) {
      return;
    }
    SplitMix random = SplitMix.of(seed, wanted);
    phase = random.nextInt(context);
    order = new int[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    epoch = wanted;
  }
}
