package org.suanli.cli;

import org.suanli.cli.terminal.Console;

/// The client's entry.
public final class Main {
  private Main() {}

  static void main(String[] arguments) {
    int code = new CommandShell(Console.surroundings()).run(arguments);
    System.exit(code);
  }
}
