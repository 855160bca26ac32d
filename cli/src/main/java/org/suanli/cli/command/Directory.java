package org.suanli.cli.command;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// Every command, by name. One that is not run is not even loaded.
public final class Directory {

  /// @param names the first is the one to use
  /// @param description one sentence
  /// @param isNoun whether it has verbs, of which `list` is what it does by itself
  /// @param make an object whose class, or whose method of this name, is the command
  public record Entry(
      String group,
      List<String> names,
      String description,
      boolean isNoun,
      Function<Session, Object> make) {
    public Entry {
      names = List.copyOf(names);
    }

    public String name() {
      return names.getFirst();
    }
  }

  private static final String ACCOUNT = "Signing in";
  private static final String JOBS = "Jobs";
  private static final String SUPPLY = "Nodes and clusters";
  private static final String TENANTS = "Organizations";
  private static final String BOOKS = "Prices and books";
  private static final String CLIENT = "The client";

  private static final List<Entry> ENTRIES =
      List.of(
          verb(ACCOUNT, "login", "Sign in, and keep a profile.", LoginCommand::new),
          verb(
              ACCOUNT, "logout", "Revoke the profile's token and forget it.", AccountCommands::new),
          verb(ACCOUNT, "whoami", "Show who is signed in, where and how.", AccountCommands::new),
          noun(ACCOUNT, "tokens", "List, create and revoke personal tokens.", TokenCommands::new),
          verb(JOBS, "submit", "Submit a job, or show what would come of it.", SubmitCommand::new),
          noun(
              JOBS,
              "jobs",
              "List jobs; those that wait or run, unless asked otherwise.",
              JobLists::new),
          verb(JOBS, "job", "Show everything about a job.", JobCommand::new),
          verb(
              JOBS,
              "explain",
              "Say why a job waits, where it runs, or how it ended.",
              JobActions::new),
          verb(JOBS, "wait", "Wait until jobs end.", JobActions::new),
          verb(JOBS, "logs", "Print the log of a task, or follow it.", LogsCommand::new),
          verb(JOBS, "cancel", "Cancel jobs.", JobActions::new),
          verb(JOBS, "retry", "Run jobs that have ended once more.", JobActions::new),
          verb(JOBS, "outputs", "List what a job left, or download it.", OutputsCommand::new),
          verb(SUPPLY, "capacity", "Show what the accelerators are doing.", CapacityCommand::new),
          noun(SUPPLY, "nodes", "List nodes; add them, read their events.", NodeCommands::new),
          verb(SUPPLY, "node", "Show a node.", NodeActions::new),
          verb(
              SUPPLY,
              "cordon",
              "Let nodes keep their work, but take no new one.",
              NodeActions::new),
          verb(SUPPLY, "drain", "Ask the work on nodes to leave.", NodeActions::new),
          verb(SUPPLY, "resume", "Let nodes take work again.", NodeActions::new),
          verb(SUPPLY, "down", "Declare nodes dead: what ran there is lost.", NodeActions::new),
          noun(SUPPLY, "clusters", "List, show and set clusters.", ClusterCommands::new),
          noun(
              SUPPLY,
              "models",
              "List the accelerators that the catalogue knows.",
              ModelCommands::new),
          noun(
              SUPPLY,
              "maintenances",
              "List, plan and cancel maintenance.",
              MaintenanceCommands::new),
          noun(
              SUPPLY,
              "policies",
              "Show the scheduler's policy, and set another.",
              PolicyCommands::new),
          noun(
              TENANTS,
              "organizations",
              "List, show, add and set organizations.",
              OrganizationCommands::new),
          noun(TENANTS, "projects", "List, show and add projects.", ProjectCommands::new),
          noun(
              TENANTS, "secrets", "List, set and remove a project's secrets.", SecretCommands::new),
          noun(
              TENANTS,
              "members",
              "List, show, add, change and remove members.",
              MemberCommands::new),
          noun(TENANTS, "programmes", "List and add programmes.", ProgrammeCommands::new),
          noun(
              TENANTS,
              "allocations",
              "List, show, grant and close allocations.",
              AllocationCommands::new),
          noun(TENANTS, "quotas", "List and set quotas.", QuotaCommands::new),
          noun(BOOKS, "prices", "List prices, and publish one.", PriceCommands::new),
          noun(BOOKS, "ratings", "List ratings, and publish one.", RatingCommands::new),
          verb(BOOKS, "usage", "Show what an organization used.", UsageCommand::new),
          noun(BOOKS, "ledger", "List entries of the books.", LedgerCommands::new),
          verb(
              BOOKS,
              "statement",
              "Show or check an organization's statement.",
              StatementCommand::new),
          new Entry(
              BOOKS,
              List.of("audit", "journal"),
              "List the entries of the journal, and verify them.",
              true,
              AuditCommands::new),
          verb(
              CLIENT,
              "completion",
              "Print a completion script for bash or zsh.",
              CompletionCommand::new),
          verb(CLIENT, "version", "Print the versions of client and server.", VersionCommand::new));

  private Directory() {}

  /// All of them, by group.
  public static List<Entry> entries() {
    return ENTRIES;
  }

  public static Optional<Entry> find(String name) {
    return ENTRIES.stream().filter(entry -> entry.names().contains(name)).findFirst();
  }

  /// The annotated class or method of an entry.
  ///
  /// @param command what the entry made
  public static Object commandOf(Entry entry, Object command) {
    if (command.getClass().isAnnotationPresent(Command.class)) {
      return command;
    }
    return Arrays.stream(command.getClass().getDeclaredMethods())
        .filter(method -> isCommand(method, entry.name()))
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException("The command " + entry.name() + " has no method."));
  }

  /// Lists options as they are declared, the shared ones last.
  public static void inOrder(CommandLine line) {
    line.getCommandSpec().usageMessage().sortOptions(false).sortSynopsis(false);
    line.getSubcommands().values().forEach(Directory::inOrder);
  }

  private static boolean isCommand(Method method, String name) {
    var command = method.getAnnotation(Command.class);
    return command != null && command.name().equals(name);
  }

  private static Entry verb(
      String group, String name, String description, Function<Session, Object> make) {
    return new Entry(group, List.of(name), description, false, make);
  }

  private static Entry noun(
      String group, String name, String description, Function<Session, Object> make) {
    return new Entry(group, List.of(name), description, true, make);
  }
}
