package org.suanli.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.suanli.cli.terminal.Surroundings;
import org.suanli.cli.terminal.Terminal;

/// Runs of the client with a clock that stands, an own configuration, and pauses that take no time.
final class ClientRun {
  static final Instant NOW = Instant.parse("2026-03-02T04:00:00Z");
  static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");

  /// What came of a run.
  record Result(int code, String out, String err) {}

  private final TreeMap<String, String> environment = new TreeMap<>();
  private final List<Duration> pauses = new ArrayList<>();
  private final Path folder;
  private String input = "";
  private boolean isTerminal;
  private int columns = Terminal.COLUMNS_DEFAULT;

  /// @param folder for configuration and files
  ClientRun(Path folder) {
    this.folder = folder;
    environment.put("XDG_CONFIG_HOME", folder.resolve("config").toString());
  }

  ClientRun with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /// Uses a server with a token.
  ClientRun at(CannedServer server) {
    return with("SUANLI_SERVER", server.url()).with("SUANLI_TOKEN", "slt_test");
  }

  ClientRun input(String text) {
    input = text;
    return this;
  }

  /// Writes the output to a terminal with colours; messages go elsewhere, so that progress, which
  /// depends on real time, stays out.
  ClientRun onTerminal(int columns) {
    isTerminal = true;
    this.columns = columns;
    return this;
  }

  /// The pauses that were asked for, in order.
  List<Duration> pauses() {
    return List.copyOf(pauses);
  }

  Result run(String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var terminal =
        new Terminal(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            isTerminal,
            false,
            isTerminal,
            columns);
    var surroundings =
        new Surroundings(environment, terminal, Clock.fixed(NOW, ZONE), folder, pauses::add);
    int code = new CommandShell(surroundings).run(arguments);
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
