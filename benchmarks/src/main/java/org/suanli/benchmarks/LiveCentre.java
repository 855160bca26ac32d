package org.suanli.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.suanli.api.Paths;
import org.suanli.server.database.Database;
import org.suanli.server.database.DatabaseLocation;
import org.suanli.server.database.UnixSocketFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A server as its users start it, `./suanli up` in a process of its own, until closed.
final class LiveCentre implements AutoCloseable {
  private static final Duration STOP_MAX = Duration.ofSeconds(60);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path folder;
  private final Process process;
  private final BufferedReader out;
  private final URI address;

  /// Returns once the server says that it is ready.
  ///
  /// @param folder its data
  /// @param options of `up`, beside `--data` and `--port`
  LiveCentre(Path folder, List<String> options) throws IOException {
    this.folder = folder;
    var launcher = Path.of(System.getProperty("suanli.home", "."), "suanli").toString();
    var command =
        new ArrayList<>(List.of(launcher, "up", "--data", folder.toString(), "--port", "0"));
    command.addAll(options);
    var builder = new ProcessBuilder(command);
    builder.redirectError(ProcessBuilder.Redirect.to(folder.resolve("server.log").toFile()));
    process = builder.start();
    out = process.inputReader();
    address = URI.create(lineWith("http://").replaceFirst(".*(http://[^ /]*).*", "$1"));
  }

  private String lineWith(String part) throws IOException {
    for (var line = out.readLine(); line != null; line = out.readLine()) {
      if (line.contains(part)) {
        return line;
      }
    }
    throw new IOException(
        "The server ended before it was ready:\n" + Files.readString(folder.resolve("server.log")));
  }

  URI address() {
    return address;
  }

  Connection connect(String token) throws IOException {
    return new Connection(address, token);
  }

  /// A token of the first operator, by the link that a first start prints.
  String operatorToken() throws IOException {
    var secret = lineWith("/sign-in/").replaceFirst(".*/sign-in/", "").strip();
    try (var connection = connect("")) {
      var body = JSON.writeValueAsString(Map.of("secret", secret, "tokenName", "benchmark"));
      return json(connection.send("POST", Paths.SESSION, body)).at("/token/secret").asString();
    }
  }

  /// @throws IllegalStateException if the answer tells of a failure
  static JsonNode json(Connection.Answer answer) {
    if (answer.status() >= 400) {
      throw new IllegalStateException("The answer was " + answer.status() + ": " + answer.text());
    }
    return JSON.readTree(answer.body());
  }

  static String text(Object body) {
    return JSON.writeValueAsString(body);
  }

  /// The server's database, over connections of the kind that the server itself uses.
  Database database() throws IOException {
    var postgres = folder.resolve("postgres");
    var url =
        "jdbc:postgresql://localhost/suanli?sslmode=disable&gssEncMode=disable&socketFactory="
            + UnixSocketFactory.class.getName()
            + "&socketFactoryArg="
            + postgres.resolve("run/.s.PGSQL.5432");
    var password = Files.readString(postgres.resolve("password")).strip();
    return Database.open(new DatabaseLocation(url, "suanli", password));
  }

  /// @throws IllegalStateException unless every commit is flushed before it is answered
  static void requireDurable(Database database) throws SQLException {
    var found = new TreeMap<String, String>();
    try (var connection = database.connect();
        var statement = connection.createStatement()) {
      for (var setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
        try (var row = statement.executeQuery("SHOW " + setting)) {
          row.next();
          found.put(setting, row.getString(1));
        }
      }
    }
    if (!found.values().stream().allMatch("on"::equals)) {
      throw new IllegalStateException("The settings " + found + " must all be on.");
    }
    System.out.println("PostgreSQL: " + found);
  }

  static long count(java.sql.Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(STOP_MAX.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("The server (process " + process.pid() + ") did not stop.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
