package org.suanli.core.spec;

import java.util.List;

/// A piece of text that was read as a tree, whatever its notation. Every part knows its line.
public sealed interface Document {
  /// Where it starts, counted from 1.
  int line();

  /// Names and their values in the order of the text. A name may stand twice: the reader of the
  /// tree refuses that, with both lines.
  record Mapping(List<Entry> entries, int line) implements Document {
    public Mapping {
      entries = List.copyOf(entries);
    }
  }

  /// A name of a mapping, where it stands, and its value.
  record Entry(String key, int line, Document value) {}

  /// A list.
  record Sequence(List<Document> items, int line) implements Document {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /// A single value.
  ///
  /// @param text as written, without quotes and escapes
  /// @param isQuoted whether quotes or a block mark say that it is text: a quoted `null` is a word
  record Scalar(String text, boolean isQuoted, int line) implements Document {

    /// Whether it says that there is no value.
    boolean isNull() {
      return !isQuoted && (text.equals("null") || text.equals("~"));
    }

    /// Whether nothing was written.
    boolean isMissing() {
      return !isQuoted && text.isEmpty();
    }
  }
}
