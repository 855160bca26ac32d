package org.suanli.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.suanli.executor.local.DirectoryRemoval;
import org.suanli.server.database.DatabaseLocation;
import org.suanli.server.demo.Demo;
import org.suanli.server.loop.ControlLoop;
import org.suanli.server.operating.ArchiveCommand;
import org.suanli.server.operating.AuditCommand;
import org.suanli.server.operating.BackupCommand;
import org.suanli.server.operating.ForgetSecretsCommand;
import org.suanli.server.operating.RestoreCommand;
import org.suanli.server.wiring.Progress;
import org.suanli.server.wiring.Server;
import org.suanli.server.wiring.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The server's command line: `up` and what is done to a centre's data from the machine that holds
/// it. Exit codes: 0 done, 1 failed, 2 wrong usage.
@Command(
    name = "suanli",
    description = "The server of a Suanli centre.",
    mixinStandardHelpOptions = true,
    subcommands = {
      Main.Up.class,
      Main.DemoCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      ArchiveCommand.class,
      AuditCommand.class,
      ForgetSecretsCommand.class
    })
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(
            (failure, line, _) -> {
              line.getErr().println("suanli: " + messageOf(failure));
              return CommandLine.ExitCode.SOFTWARE;
            })
        .execute(arguments);
  }

  /// The messages of a failure and its causes, each said once.
  private static String messageOf(Throwable failure) {
    var text = new StringBuilder(String.valueOf(failure.getMessage()));
    for (var cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      if (cause.getMessage() != null && text.indexOf(cause.getMessage()) < 0) {
        text.append("\n  because: ").append(cause.getMessage());
      }
    }
    return text.toString();
  }

  /// Options that every command of the server understands.
  static final class Options {
    @Option(
        names = "--data",
        paramLabel = "FOLDER",
        description = "The centre's data; ~/.suanli by default.")
    private Path data = Path.of(System.getProperty("user.home"), ".suanli");

    @Option(
        names = "--database",
        paramLabel = "URL",
        description = "An outside PostgreSQL, as jdbc:postgresql://…; embedded by default.")
    private Optional<String> database = Optional.empty();

    @Option(names = "--database-user", paramLabel = "NAME", description = "Its user.")
    private String databaseUser = "suanli";

    @Option(
        names = "--bind",
        paramLabel = "ADDRESS",
        description = "What to listen on; 127.0.0.1 by default, others need TLS.")
    private String bind = "127.0.0.1";

    @Option(
        names = "--port",
        paramLabel = "PORT",
        description = "The port; ${DEFAULT-VALUE} by default, 0 for any.")
    private int port = 8464;

    @Option(names = "--tls-certificate", paramLabel = "FILE", description = "PEM, with its chain.")
    private Optional<Path> certificate = Optional.empty();

    @Option(names = "--tls-key", paramLabel = "FILE", description = "PEM, PKCS #8.")
    private Optional<Path> key = Optional.empty();

    @Option(
        names = "--nodes",
        paramLabel = "NUMBER",
        description = "Virtual nodes that this machine plays; ${DEFAULT-VALUE} by default.")
    private int nodes = 2;

    @Option(
        names = "--slots",
        paramLabel = "NUMBER",
        description = "Accelerators of each of them; ${DEFAULT-VALUE} by default.")
    private int slots = 1;

    @Option(names = "--trusted", description = "Run tasks as the server's own user, even as root.")
    private boolean isTrusted;

    @Option(
        names = "--tasks",
        paramLabel = "FOLDER",
        description = "Where tasks work; in the data folder by default, if others can pass to it.")
    private Optional<Path> tasks = Optional.empty();

    @Option(
        names = "--lease",
        paramLabel = "SECONDS",
        description =
            "How long the centre stands still if this server dies; ${DEFAULT-VALUE} by default.")
    private int leaseSeconds = 10;

    Settings settings() {
      if (certificate.isPresent() != key.isPresent()) {
        throw new IllegalArgumentException(
            "The options --tls-certificate and --tls-key must be given together.");
      }
      var tls = certificate.flatMap(chain -> key.map(secret -> new Settings.Tls(chain, secret)));
      var password = Optional.ofNullable(System.getenv("SUANLI_DATABASE_PASSWORD")).orElse("");
      return new Settings(
          data,
          database.map(url -> new DatabaseLocation(url, databaseUser, password)),
          new Settings.Address(bind, port, tls),
          new Settings.Host(
              nodes, slots, isTrusted, tasks.orElseGet(() -> tasksFolder(data, isTrusted))),
          Duration.ofSeconds(leaseSeconds));
    }

    /// In the data folder, unless tasks run as another user and that one cannot get there.
    private static Path tasksFolder(Path data, boolean isTrusted) {
      var own = data.toAbsolutePath().normalize();
      if (isTrusted || !System.getProperty("user.name").equals("root") || isPassable(own)) {
        return own.resolve("host");
      }
      return Path.of("/var/lib/suanli")
          .resolve(
              UUID.nameUUIDFromBytes(
                      own.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                  .toString());
    }

    private static boolean isPassable(Path folder) {
      for (var at = folder.getParent(); at != null; at = at.getParent()) {
        try {
          if (Files.exists(at)
              && !Files.getPosixFilePermissions(at).contains(PosixFilePermission.OTHERS_EXECUTE)) {
            return false;
          }
        } catch (IOException _) {
          return false;
        }
      }
      return true;
    }
  }

  /// Says each stage with the time that it took.
  static final class Stages implements Progress {
    private final PrintWriter out;
    private final long began = System.nanoTime();
    private long last = began;

    Stages(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void done(String stage) {
      long now = System.nanoTime();
      out.printf("suanli: %s ready in %.1f s%n", stage, (now - last) / 1e9);
      out.flush();
      last = now;
    }

    void total(String what) {
      out.printf("suanli: %s after %.1f s%n", what, (System.nanoTime() - began) / 1e9);
      out.flush();
    }
  }

  @Command(
      name = "up",
      description = "Start the server of a centre on this machine.",
      mixinStandardHelpOptions = true)
  static final class Up implements Callable<Integer> {
    @Mixin private Options options = new Options();
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
      var out = spec.commandLine().getOut();
      var stages = new Stages(out);
      try (var stop = new StopSignal();
          var server = Server.start(options.settings(), stages)) {
        stages.total("ready at " + server.address());
        server
            .operatorLink()
            .ifPresent(
                path -> {
                  out.println("The operator's one-time link: " + server.address() + path);
                  out.flush();
                });
        stop.awaitOr(server.stopped());
        return CommandLine.ExitCode.OK;
      } catch (CompletionException e) {
        throw new IllegalStateException("The server gave up.", e.getCause());
      }
    }
  }

  @Command(
      name = "demo",
      description = "Start a small centre, run jobs in it, let a node fail, and show its books.",
      mixinStandardHelpOptions = true)
  static final class DemoCommand implements Callable<Integer> {
    @Option(
        names = "--data",
        paramLabel = "FOLDER",
        description = "Where each demo makes its own centre; ~/.suanli/demo by default.")
    private Path data = Path.of(System.getProperty("user.home"), ".suanli", "demo");

    @Option(
        names = "--port",
        paramLabel = "PORT",
        description = "The port; any that is free by default.")
    private int port;

    @Option(names = "--once", description = "End after the story; exit code 0 if all checks hold.")
    private boolean isOnce;

    /// Nobody waits to take over from a demo, and its machine is busy.
    private static final Duration DEMO_LEASE = Duration.ofMinutes(1);

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
      var out = spec.commandLine().getOut();
      // The story alone, and what wants a look.
      System.setProperty("logging.level.org.suanli", "WARN");
      var folder = Files.createTempDirectory(Files.createDirectories(data), "centre-");
      var tasks = Options.tasksFolder(folder, false);
      try (var stop = new StopSignal()) {
        boolean holds;
        boolean isOver;
        try (var server = Server.start(settings(folder, tasks), new Stages(out))) {
          server.operatorLink();
          holds = tell(server, folder, stop);
          isOver = holds && isIdle(server);
        }
        if (isOver) {
          DirectoryRemoval.remove(tasks);
          DirectoryRemoval.remove(folder);
        } else {
          out.println("The centre's data stays in " + folder + ".");
        }
        return holds ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
      }
    }

    private Settings settings(Path folder, Path tasks) {
      return new Settings(
          folder,
          Optional.empty(),
          new Settings.Address("127.0.0.1", port, Optional.empty()),
          new Settings.Host(3, 1, false, tasks),
          DEMO_LEASE);
    }

    /// The story; then the centre goes on until it is to stop.
    private boolean tell(Server server, Path folder, StopSignal stop) {
      var out = spec.commandLine().getOut();
      var home = Path.of(System.getProperty("suanli.home", "."));
      var demo = new Demo(server, home, folder, out);
      var story = CompletableFuture.supplyAsync(demo::run, Thread::startVirtualThread);
      stop.awaitOr(story);
      if (!story.isDone()) {
        throw new IllegalStateException("The demo was stopped before its end.");
      }
      if (!isOnce) {
        out.printf(
            "%nThe centre keeps running at %s; Ctrl-C ends it and removes its data.%n",
            server.address());
        out.flush();
        stop.awaitOr(server.stopped());
      }
      return story.join();
    }

    private static boolean isIdle(Server server) {
      return server
          .part(ControlLoop.class)
          .read(engine -> engine.state().jobs().isEmpty())
          .toCompletableFuture()
          .join();
    }
  }
}
