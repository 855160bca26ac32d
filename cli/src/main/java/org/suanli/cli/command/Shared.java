package org.suanli.cli.command;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.suanli.cli.terminal.Failure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// The options that every command takes.
@Command(name = "suanli", sortOptions = false)
public final class Shared {
  @Option(
      names = {"-o", "--output"},
      scope = ScopeType.INHERIT,
      order = 100,
      paramLabel = "FORMAT",
      description = "How results are written: table (default), json or jsonl.")
  String output = "table";

  @Option(
      names = {"-q", "--quiet"},
      scope = ScopeType.INHERIT,
      order = 101,
      description = "Write ids alone.")
  boolean isQuiet;

  @Option(
      names = "--profile",
      scope = ScopeType.INHERIT,
      order = 102,
      paramLabel = "NAME",
      description = "The profile to use, if not the one signed in with last.")
  String profile = "";

  @Option(
      names = "--server",
      scope = ScopeType.INHERIT,
      order = 103,
      paramLabel = "URL",
      description = "The server to use, if not that of the profile.")
  @Nullable String server;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      order = 104,
      description = "Print this.")
  boolean isHelp;

  Format format() {
    return switch (output.toLowerCase(Locale.ROOT)) {
      case "table" -> Format.TABLE;
      case "json" -> Format.JSON;
      case "jsonl" -> Format.JSONL;
      default -> throw Failure.usage("The output (" + output + ") must be table, json or jsonl.");
    };
  }
}
