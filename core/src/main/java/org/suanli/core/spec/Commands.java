package org.suanli.core.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads what tasks execute. A text is a shell script. A list under `commands`, `run` or `setup` is
/// the lines of a script, which ends at the first that fails; a list under `command` or
/// `entrypoint` is a program and its arguments.
final class Commands {
  private static final List<String> NAMES_OF_LINES = List.of("commands", "run", "setup");
  private static final String FAIL_FAST = "set -e\n";

  private Commands() {}

  /// @return empty after a violation
  static Optional<Run.Executable> read(Spot at) {
    if (!(at.value() instanceof Document.Sequence)) {
      return script(at).map(script -> script);
    }
    var own = Field.normal(at.path().substring(at.path().lastIndexOf('.') + 1));
    return NAMES_OF_LINES.contains(own) ? script(at).map(script -> script) : words(at);
  }

  /// A script, as one text or as a list of lines.
  static Optional<Run.Executable.Script> script(Spot at) {
    int most = Run.Executable.Script.LENGTH_MAX;
    if (!(at.value() instanceof Document.Sequence)) {
      return at.block(most).map(Run.Executable.Script::new);
    }
    var items = at.items(Run.Executable.Words.WORDS_MAX);
    var lines = items.stream().flatMap(item -> item.block(most).stream()).toList();
    if (items.isEmpty() || lines.size() < items.size()) {
      return Optional.empty();
    }
    long length = FAIL_FAST.length() + lines.stream().mapToLong(line -> line.length() + 1L).sum();
    if (length > most) {
      at.report(Fault.LINES, at.path(), most);
      return Optional.empty();
    }
    var text = FAIL_FAST + String.join("\n", lines);
    return Optional.of(new Run.Executable.Script(text));
  }

  private static Optional<Run.Executable> words(Spot at) {
    var items = at.items(Run.Executable.Words.WORDS_MAX);
    var words = new ArrayList<String>();
    int length = 0;
    for (var item : items) {
      if (!(item.value() instanceof Document.Scalar(var text, _, _)) || !Spot.isWellFormed(text)) {
        item.refuse(Fault.WORD);
        continue;
      }
      length += text.length();
      words.add(text);
    }
    if (length > Run.Executable.Script.LENGTH_MAX) {
      at.report(Fault.WORDS, at.path(), Run.Executable.Script.LENGTH_MAX);
      return Optional.empty();
    }
    if (items.isEmpty() || words.size() < items.size()) {
      return Optional.empty();
    }
    if (words.getFirst().isBlank() || words.size() == 1 && words.getFirst().contains(" ")) {
      items.getFirst().refuse(Fault.PROGRAM);
      return Optional.empty();
    }
    return Optional.of(new Run.Executable.Words(words));
  }
}
