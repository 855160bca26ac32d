package org.suanli.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.suanli.cli.command.Directory;
import org.suanli.cli.command.Session;
import org.suanli.cli.command.Shared;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.terminal.Failure;
import org.suanli.cli.terminal.Surroundings;
import org.suanli.cli.terminal.Terminal;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// Runs one command line.
public final class CommandShell {
  private static final String LIST = "list";
  private static final List<String> HELP = List.of("-h", "--help");

  /// The shared options that take the word after them.
  private static final List<String> WITH_VALUE = List.of("-o", "--output", "--profile", "--server");

  private final Surroundings surroundings;
  private final Terminal terminal;

  public CommandShell(Surroundings surroundings) {
    this.surroundings = surroundings;
    this.terminal = surroundings.terminal();
  }

  /// @return the exit code
  public int run(String... arguments) {
    var given = List.of(arguments);
    var at = firstWord(given, 0);
    try {
      if (at.isEmpty()) {
        return runWithoutCommand(given);
      }
      var name = given.get(at.getAsInt());
      var entry = Directory.find(name);
      if (entry.isEmpty()) {
        throw unknown(name);
      }
      return runCommand(entry.get(), given, at.getAsInt());
    } catch (Failure failure) {
      return report(failure);
    }
  }

  private int runWithoutCommand(List<String> given) {
    if (given.contains("--version")) {
      return run("version");
    }
    var isAsked = given.isEmpty() || given.stream().anyMatch(HELP::contains);
    if (!isAsked) {
      throw Failure.usage("The command must be given.\nMaybe suanli --help.");
    }
    Overview.lines(terminal).forEach(terminal.out()::println);
    return Exit.OK.code();
  }

  private int runCommand(Directory.Entry entry, List<String> given, int at) {
    var shared = new Shared();
    var session = new Session(surroundings, shared, given);
    var line = commandLine(entry, session, shared);
    var words = new ArrayList<>(given);
    if (entry.isNoun() && needsList(verbs(line), given, at)) {
      words.add(at + 1, LIST);
    }
    return line.execute(words.toArray(String[]::new));
  }

  /// The root with one command.
  ///
  /// A command that is a method is called on the root's object, so that is the method's.
  private CommandLine commandLine(Directory.Entry entry, Session session, Shared shared) {
    var command = entry.make().apply(session);
    var root = CommandSpec.wrapWithoutInspection(command).name("suanli");
    root.addMixin("shared", CommandSpec.forAnnotatedObject(shared));
    var aliases = entry.names().subList(1, entry.names().size()).toArray(String[]::new);
    var child = new CommandLine(Directory.commandOf(entry, command));
    child.getCommandSpec().usageMessage().description(entry.description());
    root.addSubcommand(entry.name(), child.getCommandSpec().aliases(aliases).commandLine());
    var line = configured(new CommandLine(root));
    Directory.inOrder(line);
    return line;
  }

  private CommandLine configured(CommandLine line) {
    return line.setOut(new PrintWriter(terminal.out(), true))
        .setErr(new PrintWriter(terminal.err(), true))
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(
                terminal.hasColor() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
        .setUsageHelpWidth(Math.clamp(terminal.columnsMax(), 60, 100))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((problem, _) -> report(usage(problem)))
        .setExecutionExceptionHandler((problem, _, _) -> report(asFailure(problem)));
  }

  private static Failure asFailure(Exception problem) throws Exception {
    if (problem instanceof Failure failure) {
      return failure;
    }
    throw problem;
  }

  private static Failure usage(ParameterException problem) {
    if (problem.getCause() instanceof Failure failure) {
      return failure;
    }
    var command = problem.getCommandLine().getCommandSpec().qualifiedName(" ");
    var message = problem.getMessage() == null ? "It is wrong." : problem.getMessage();
    var suggestions =
        problem instanceof CommandLine.UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.<String>of();
    var maybe =
        suggestions.isEmpty() ? command + " --help" : command + " " + suggestions.getFirst();
    var end = message.endsWith(".") ? "" : ".";
    return Failure.usage(message + end + "\nMaybe " + maybe + ".");
  }

  private int report(Failure failure) {
    failure.sentences().forEach(terminal.err()::println);
    return failure.exit().code();
  }

  private static Failure unknown(String name) {
    var names = Directory.entries().stream().map(Directory.Entry::name).toList();
    var near = Spelling.nearest(name, names).orElse("suanli --help");
    return Failure.usage(
        "The command (" + name + ") must be one of the client's.\nMaybe " + near + ".");
  }

  private static List<String> verbs(CommandLine root) {
    return root.getSubcommands().values().stream()
        .flatMap(noun -> noun.getSubcommands().keySet().stream())
        .toList();
  }

  /// Whether a noun stands without a verb.
  private static boolean needsList(List<String> verbs, List<String> given, int at) {
    var word = firstWord(given, at + 1);
    if (word.isPresent() && verbs.contains(given.get(word.getAsInt()))) {
      return false;
    }
    // The help of a noun with several verbs is about all of them.
    return at + 1 == given.size()
        || given.get(at + 1).startsWith("-")
            && (!HELP.contains(given.get(at + 1)) || verbs.size() == 1);
  }

  /// Where the first word is that is neither a shared option nor its value.
  private static OptionalInt firstWord(List<String> given, int from) {
    for (int index = from; index < given.size(); index++) {
      if (WITH_VALUE.contains(given.get(index))) {
        index++;
      } else if (!given.get(index).startsWith("-")) {
        return OptionalInt.of(index);
      }
    }
    return OptionalInt.empty();
  }
}
