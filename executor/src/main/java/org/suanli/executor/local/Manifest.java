package org.suanli.executor.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.NodeId;

/// What must be remembered of a launched attempt. Published together with the scripts of its tasks;
/// the first to publish wins, so that all tasks agree.
///
/// @param attempt the attempt
/// @param port where its tasks meet, on the loopback interface
/// @param savesCheckpoints whether its checkpoint mark is watched
/// @param nodes by task index
record Manifest(AttemptId attempt, int port, boolean savesCheckpoints, List<NodeId> nodes) {
  static final String FILE = "manifest";

  /// Lines before those of the tasks, of which there is at least one.
  private static final int HEAD = 3;

  Manifest {
    nodes = List.copyOf(nodes);
  }

  String toText() {
    var text = new StringBuilder();
    text.append("attempt ").append(attempt).append('\n');
    text.append("port ").append(port).append('\n');
    text.append("checkpoints ").append(savesCheckpoints).append('\n');
    nodes.forEach(node -> text.append("task ").append(node).append('\n'));
    return text.append("end\n").toString();
  }

  /// @return empty if the text is not a whole manifest
  static Optional<Manifest> parse(String text) {
    try {
      return parse(text.lines().toList());
    } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
      return Optional.empty();
    }
  }

  private static Optional<Manifest> parse(List<String> lines) {
    if (lines.size() < HEAD + 2 || !lines.getLast().equals("end")) {
      return Optional.empty();
    }
    var nodes = new ArrayList<NodeId>();
    for (var line : lines.subList(HEAD, lines.size() - 1)) {
      String[] words = value(line, "task").split("/", 2);
      nodes.add(new NodeId(new ClusterId(words[0]), words[1]));
    }
    int port = Integer.parseInt(value(lines.get(1), "port"));
    boolean savesCheckpoints = Boolean.parseBoolean(value(lines.get(2), "checkpoints"));
    return TaskKey.parseAttempt(value(lines.getFirst(), "attempt"))
        .map(attempt -> new Manifest(attempt, port, savesCheckpoints, nodes));
  }

  private static String value(String line, String name) {
    if (!line.startsWith(name + " ")) {
      throw new IllegalArgumentException("The line (" + line + ") must start with " + name + ".");
    }
    return line.substring(name.length() + 1);
  }
}
