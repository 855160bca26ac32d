package org.suanli.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.suanli.api.ErrorCode;
import org.suanli.cli.command.Directory;

@Timeout(60)
class GoldenTest {
  @TempDir private Path folder;

  /// One command line and the file that holds what it writes in each format.
  record Case(String name, List<String> arguments) {
    @Override
    public String toString() {
      return name;
    }

    String command() {
      return arguments.getFirst();
    }
  }

  private static Case row(String name, String... arguments) {
    return new Case(name, List.of(arguments));
  }

  static Stream<Case> cases() {
    return Stream.of(
        row("whoami", "whoami"),
        row("tokens", "tokens"),
        row("tokens-create", "tokens", "create", "laptop", "--scope", "read,jobs", "--days", "29"),
        row("tokens-revoke", "tokens", "revoke", "9"),
        row(
            "submit",
            "submit",
            "--name",
            "evaluate",
            "--accelerators",
            "910B2:8",
            "--env",
            "A=b",
            "--label",
            "k=v",
            "--project",
            "models",
            "--idempotency-key",
            "once",
            "--",
            "python",
            "eval.py",
            "--fast"),
        row(
            "submit-changes",
            "submit",
            "job.yaml",
            "-J",
            "evaluate",
            "-t",
            "2h",
            "--accelerators",
            "4",
            "--class",
            "spot",
            "--env",
            "LR=0.1",
            "--idempotency-key",
            "once",
            "--",
            "python",
            "eval.py",
            "--fast"),
        row("submit-plan", "submit", "--plan", "job.yaml"),
        row("jobs", "jobs"),
        row(
            "jobs-filtered",
            "jobs",
            "--all",
            "--project",
            "models",
            "--member",
            "4",
            "--since",
            "24h",
            "--label",
            "k=v"),
        row("job", "job", "7"),
        row("job-timeline", "job", "7", "--timeline"),
        row("explain", "explain", "8"),
        row("explain-running", "explain", "7"),
        row("logs", "logs", "7", "--task", "0", "--attempt", "2"),
        row("cancel", "cancel", "7"),
        row("retry", "retry", "7"),
        row("outputs", "outputs", "7"),
        row("capacity", "capacity"),
        row("nodes", "nodes", "--cluster", "north", "--state", "ready"),
        row(
            "nodes-add",
            "nodes",
            "add",
            "north/n1",
            "--model",
            "Ascend 910B2",
            "--accelerators",
            "8",
            "--cpus",
            "192",
            "--memory-gib",
            "768"),
        row("nodes-remove", "nodes", "remove", "north/n1"),
        row("nodes-events", "nodes", "events", "north/n1"),
        row("nodes-fault", "nodes", "fault", "north/n1", "device", "--device", "3"),
        row("node", "node", "north/n1"),
        row("cordon", "cordon", "north/n1", "--reason", "fans"),
        row("drain", "drain", "north/n1", "--reason", "fans"),
        row("resume", "resume", "north/n1"),
        row("down", "down", "north/n1", "--reason", "smoke"),
        row("clusters", "clusters"),
        row("clusters-show", "clusters", "show", "north"),
        row(
            "clusters-set",
            "clusters",
            "set",
            "north",
            "--site",
            "harbour",
            "--kind",
            "slurm",
            "--images"),
        row("clusters-remove", "clusters", "remove", "north"),
        row("models", "models"),
        row("maintenances", "maintenances"),
        row(
            "maintenances-add",
            "maintenances",
            "add",
            "north/n1",
            "--from",
            "2026-03-05",
            "--until",
            "2026-03-06",
            "--reason",
            "fans"),
        row("maintenances-remove", "maintenances", "remove", "2"),
        row("organizations", "organizations"),
        row("organizations-show", "organizations", "show", "ocean"),
        row("organizations-add", "organizations", "add", "ocean"),
        row("organizations-set", "organizations", "set", "ocean", "--weight", "3"),
        row("projects", "projects"),
        row("projects-show", "projects", "show", "models"),
        row("projects-add", "projects", "add", "ocean/models"),
        row("projects-remove", "projects", "remove", "ocean/models"),
        row("members", "members", "--organization", "ocean"),
        row("members-show", "members", "show", "4"),
        row(
            "members-add",
            "members",
            "add",
            "--name",
            "desk",
            "--email",
            "desk@ocean.example",
            "--role",
            "admin",
            "--organization",
            "ocean"),
        row("members-set", "members", "set", "4", "--role", "admin"),
        row("members-remove", "members", "remove", "4"),
        row("members-invite", "members", "invite", "4"),
        row("programmes", "programmes"),
        row("programmes-add", "programmes", "add", "city-2026"),
        row("allocations", "allocations"),
        row("allocations-show", "allocations", "show", "3"),
        row(
            "allocations-grant",
            "allocations",
            "grant",
            "--organization",
            "ocean",
            "--programme",
            "city-2026",
            "--amount",
            "1000P",
            "--until",
            "2026-03-31"),
        row("allocations-close", "allocations", "close", "3"),
        row("quotas", "quotas"),
        row("quotas-set", "quotas", "set", "ocean", "--guaranteed", "16", "--most", "64"),
        row("quotas-set-project", "quotas", "set", "ocean/models", "--most", "unlimited"),
        row("policies", "policies"),
        row("policies-show", "policies", "show"),
        row("policies-set", "policies", "set", "--backfill", "none", "--restart-cost", "7m"),
        row("prices", "prices"),
        row("prices-add", "prices", "add", "12.5"),
        row("ratings", "ratings"),
        row(
            "ratings-add",
            "ratings",
            "add",
            "Ascend 910B2",
            "--precision",
            "fp16",
            "--tflops",
            "313",
            "--source",
            "its data sheet"),
        row("usage", "usage", "--month", "2026-03"),
        row("ledger", "ledger", "--allocation", "3", "--job", "7"),
        row("ledger-verify", "ledger", "verify"),
        row("statement", "statement", "--month", "2026-03", "--verify"),
        row("audit", "audit"),
        row("audit-verify", "audit", "verify"),
        row("version", "version"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aCommandWritesATableJsonAndIdsAndSaysWhyItWasRefused(Case row) throws IOException {
    Files.writeString(folder.resolve("job.yaml"), "command: python eval.py\naccelerators: 8\n");
    var text = new StringBuilder();
    for (var format :
        List.of(List.<String>of(), List.of("-o", "json"), List.of("-o", "jsonl"), List.of("-q"))) {
      try (var server = SampleCentre.start()) {
        text.append(transcript(server, row, format));
      }
    }
    try (var server = new CannedServer()) {
      text.append(transcript(server, row, List.of()));
    }
    Golden.check(row.name(), text.toString());
  }

  /// What was typed, asked and written, without what differs between runs.
  private String transcript(CannedServer server, Case row, List<String> format) {
    var arguments = Stream.concat(format.stream(), row.arguments().stream()).toList();
    var result = new ClientRun(folder).at(server).run(arguments.toArray(String[]::new));
    var text = new StringBuilder("$ suanli " + String.join(" ", arguments) + "\n");
    server.asked().forEach(asked -> text.append("> ").append(asked).append('\n'));
    result.err().lines().forEach(line -> text.append("! ").append(line).append('\n'));
    text.append(result.out()).append("= ").append(result.code()).append("\n\n");
    return text.toString().replace(server.url(), "http://server");
  }

  @Test
  void everyCommandHasAGoldenFileOrATestOfItsOwn() {
    var tested = cases().map(Case::command).toList();
    var elsewhere = List.of("login", "logout", "secrets", "wait", "completion");
    assertThat(Directory.entries().stream().map(Directory.Entry::name))
        .allSatisfy(
            name ->
                assertThat(tested.contains(name) || elsewhere.contains(name)).as(name).isTrue());
  }

  @Test
  void theOverviewNamesEveryCommand() {
    var result = new ClientRun(folder).run("--help");
    assertThat(result.code()).isZero();
    Golden.check("overview", result.out());
  }

  @Test
  void theHelpOfACommandIsWrittenWithoutAServer() {
    var text = new StringBuilder();
    for (var command : List.of("submit", "jobs", "logs", "login", "statement")) {
      var result = new ClientRun(folder).run(command, "--help");
      assertThat(result.code()).isZero();
      text.append("$ suanli ").append(command).append(" --help\n").append(result.out());
    }
    Golden.check("help", text.toString());
  }

  @Test
  void aNarrowTerminalGetsColoursAndCutCells() {
    try (var server = SampleCentre.start()) {
      var result = new ClientRun(folder).at(server).onTerminal(100).run("jobs");
      Golden.check("jobs-on-a-terminal", result.out());
    }
  }

  @Test
  void theLinesOfAJobFileAreSaidToWhoWroteOneAlone() throws IOException {
    Files.writeString(folder.resolve("job.yaml"), "command: true\nmemory: 1Q\n");
    try (var server = new CannedServer()) {
      server.on(
          "POST /api/v1/jobs",
          CannedServer.problem(
              ErrorCode.INVALID, "", "line 2: The memory (1Q) must be an amount of memory."));
      var written = new ClientRun(folder).at(server).run("submit", "job.yaml");
      assertThat(written.err()).startsWith("line 2: The memory (1Q)");
      var typed = new ClientRun(folder).at(server).run("submit", "--memory", "1Q", "--", "true");
      assertThat(typed.err()).startsWith("The memory (1Q)");
      assertThat(typed.code()).isEqualTo(written.code());
    }
  }

  @Test
  void everyViolationIsSaidWithItsRemedy() {
    try (var server = new CannedServer()) {
      server.on(
          "POST /api/v1/jobs",
          CannedServer.problem(
              ErrorCode.INVALID,
              "",
              "The accelerators (12) of job must be at most 8.\nMaybe ask for 8.",
              "The command must be given."));
      var result = new ClientRun(folder).at(server).run("submit", "--accelerators", "12");
      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err())
          .isEqualTo(
              """
              The accelerators (12) of job must be at most 8.
              Maybe ask for 8.
              The command must be given.
              """);
    }
  }
}
