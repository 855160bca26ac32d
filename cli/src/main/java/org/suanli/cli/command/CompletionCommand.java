package org.suanli.cli.command;

import java.util.concurrent.Callable;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.terminal.Failure;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;

/// `suanli completion`
@Command(
    name = "completion",
    footer = {
      "",
      "bash:  source <(suanli completion bash)",
      "zsh:   source <(suanli completion zsh)"
    })
final class CompletionCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  String shell = "";

  CompletionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (!shell.equals("bash") && !shell.equals("zsh")) {
      throw Failure.usage("The shell (" + shell + ") must be bash or zsh.");
    }
    // The script works in both: it loads zsh's own adapter of bash's completion.
    session.printer().line(AutoComplete.bash("suanli", everything(session)).stripTrailing());
    return Exit.OK.code();
  }

  /// The root with all commands.
  static CommandLine everything(Session session) {
    var root = CommandSpec.forAnnotatedObject(new Shared());
    for (var entry : Directory.entries()) {
      var command = new CommandLine(Directory.commandOf(entry, entry.make().apply(session)));
      root.addSubcommand(entry.name(), aliased(command, entry));
    }
    return new CommandLine(root);
  }

  private static CommandLine aliased(CommandLine command, Directory.Entry entry) {
    var aliases = entry.names().subList(1, entry.names().size());
    return command.getCommandSpec().aliases(aliases.toArray(String[]::new)).commandLine();
  }
}
