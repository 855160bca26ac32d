package org.suanli.cli.terminal;

import java.util.List;

/// Why a command cannot be done: shown to the user, without a stack trace.
public final class Failure extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Exit exit;
  private final transient List<String> sentences;

  /// @param sentences at least one; a second line in one begins "Maybe"
  public Failure(Exit exit, List<String> sentences) {
    super(String.join("\n", sentences));
    this.exit = exit;
    this.sentences = List.copyOf(sentences);
  }

  public Failure(Exit exit, String sentence) {
    this(exit, List.of(sentence));
  }

  /// The command line or a local file is wrong.
  public static Failure usage(String sentence) {
    return new Failure(Exit.USAGE, sentence);
  }

  public Exit exit() {
    return exit;
  }

  public List<String> sentences() {
    return sentences;
  }
}
