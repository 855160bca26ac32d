package org.suanli.cli.command;

/// How results are written.
public enum Format {
  /// For people.
  TABLE,
  /// What the server said, as one document.
  JSON,
  /// What the server said, one line for each item of a list.
  JSONL
}
