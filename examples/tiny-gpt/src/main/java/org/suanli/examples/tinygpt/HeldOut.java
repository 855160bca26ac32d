package org.suanli.examples.tinygpt;

/// The fixed windows of held-out text on which the model and the baseline are measured.
///
/// @param count windows, spread evenly over the text, without overlap
@SuppressWarnings("ArrayRecordComponent") // Shares the corpus, never compared.
record HeldOut(byte[] text, int context, int count) {
  private static final int WINDOWS_MAX = 256;

  static HeldOut of(byte[] text, int context) {
    int count = Math.min(WINDOWS_MAX, (text.length - 1) / context);
    if (count < 1) {
      throw Failure.user(
          "The held-out text (%d bytes) must have more than %d bytes.\nMaybe give a larger folder (--text) or a smaller --context."
              .formatted(text.length, context));
    }
    return new HeldOut(text, context, count);
  }

  int tokens() {
    return count * context;
  }

  /// The windows `from` to `to` (exclusive).
  Model.Batch batch(int from, int to) {
    byte[] inputs = new byte[(to - from) * context];
    byte[] targets = new byte[inputs.length];
    long available = (text.length - 1L) / context;
    for (int i = 0; i < to - from; i++) {
      int start = Math.toIntExact(((long) from + i) * available / count * context);
      System.arraycopy(text, start, inputs, i * context, context);
      System.arraycopy(text, start + 1, targets, i * context, context);
    }
    return new Model.Batch(inputs, targets);
  }
}
