package org.suanli.cli;

import java.util.ArrayList;
import java.util.List;
import org.suanli.cli.command.Directory;
import org.suanli.cli.terminal.Ink;
import org.suanli.cli.terminal.Terminal;
import org.suanli.cli.terminal.Width;

/// What `suanli --help` prints, without loading a single command.
final class Overview {
  private static final String USAGE =
      """
      Usage: suanli COMMAND [ARGUMENT...]
      Submits and follows jobs, and administers a computing centre.\
      """;

  private static final String END =
      """

      For every command:
        -o, --output FORMAT  table (default), json or jsonl
        -q, --quiet          ids alone
        --profile NAME       another profile than the one signed in with last
        --server URL         another server than that of the profile
        -h, --help           what the command takes

      Environment: SUANLI_SERVER, SUANLI_TOKEN, SUANLI_CA_FILE, XDG_CONFIG_HOME, NO_COLOR, COLUMNS
      Exit codes: docs/reference/cli.md\
      """;

  private Overview() {}

  static List<String> lines(Terminal terminal) {
    var lines = new ArrayList<>(USAGE.lines().toList());
    int width =
        Directory.entries().stream().mapToInt(entry -> Width.of(entry.name())).max().orElse(0);
    var group = "";
    for (var entry : Directory.entries()) {
      if (!entry.group().equals(group)) {
        group = entry.group();
        lines.add("");
        lines.add(terminal.paint(Ink.HEADER, group + ":"));
      }
      lines.add("  " + Width.pad(entry.name(), width, false) + "  " + entry.description());
    }
    lines.addAll(END.lines().toList());
    return lines;
  }
}
