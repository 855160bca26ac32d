package org.suanli.executor.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.suanli.executor.LaunchOrder;

/// Publishes orders and starts runners. Safe for use by several threads, and beside another server.
final class Launcher implements AutoCloseable {
  /// Ports that were given lately are not given again, though nobody may listen there yet.
  private static final int PORTS_REMEMBERED = 1_000;

  private static final int PORT_TRIES = 100;
  private static final String SCRIPT = "runner.sh";
  static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final Machine machine;
  private final RunnerHost runners;
  private final SequencedSet<Integer> ports = new LinkedHashSet<>();

  Launcher(Machine machine) {
    this.machine = machine;
    var root = machine.spool().root();
    var command =
        new ArrayList<>(
            List.of("setsid", "bash", root.resolve(SCRIPT).toString(), root.toString()));
    machine.groups().bases().forEach(base -> command.add(base.toString()));
    runners = new RunnerHost(command);
  }

  /// Puts this version's runner in its place. One that executes keeps the file that it has open.
  void install() throws IOException {
    try (var script = Launcher.class.getResourceAsStream(SCRIPT)) {
      if (script == null) {
        throw new IllegalStateException("The runner is missing from the class path.");
      }
      var text = new String(script.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
      machine.spool().replace(machine.spool().root().resolve(SCRIPT), text);
    }
  }

  /// Writes down all that the runners of an attempt need, unless that was done before; then makes
  /// its groups. A group without an order is one that a forgotten attempt left.
  void publish(LaunchOrder order) throws IOException {
    machine.workspace().create(order);
    Files.createDirectories(machine.spool().logs(order.attempt()));
    Path published = machine.spool().attempt(order.attempt());
    if (!Files.isDirectory(published)) {
      publish(order, published);
    }
    for (int index = 0; index < order.tasks().size(); index++) {
      machine
          .groups()
          .create(new TaskKey(order.attempt(), index), order.tasks().get(index).limits());
    }
  }

  private void publish(LaunchOrder order, Path published) throws IOException {
    Path staged = machine.spool().root().resolve("temporary").resolve(UUID.randomUUID().toString());
    try {
      stage(order, staged);
      Files.move(staged, published, StandardCopyOption.ATOMIC_MOVE);
    } catch (DirectoryNotEmptyException | FileAlreadyExistsException _) {
      DirectoryRemoval.remove(staged);
    } catch (IOException e) {
      DirectoryRemoval.remove(staged);
      if (!Files.isDirectory(published)) {
        throw e;
      }
    }
  }

  private void stage(LaunchOrder order, Path staged) throws IOException {
    Files.createDirectories(staged);
    int port = freePort();
    var nodes = order.tasks().stream().map(task -> task.place().node()).toList();
    var manifest = new Manifest(order.attempt(), port, order.program().savesCheckpoints(), nodes);
    var scripts =
        new TaskScripts(order, machine.spool(), machine.workspace(), machine.settings().user());
    var environment = new TaskEnvironment(order, machine.workspace(), port);
    for (int index = 0; index < nodes.size(); index++) {
      var key = new TaskKey(order.attempt(), index);
      for (var text : scripts.of(key, environment.of(index)).entrySet()) {
        Files.writeString(staged.resolve(text.getKey()), text.getValue());
      }
    }
    Files.writeString(staged.resolve(Manifest.FILE), manifest.toText());
  }

  /// Starts the runner of a task, which leaves at once if another took the claim, or if it finds
  /// that a later epoch has begun.
  ///
  /// @return the exit code of the runner, once it is done and the log whole; fails if that cannot
  ///   be known any more
  CompletableFuture<Integer> spawn(LaunchOrder order, TaskKey key) throws IOException {
    var limits = order.tasks().get(key.task()).limits();
    return runners.order(key, order.epoch(), machine.groups().places(limits));
  }

  @Override
  public void close() {
    runners.close();
  }

  /// A port on the loopback interface where nobody listens now.
  private synchronized int freePort() throws IOException {
    for (int tries = 0; tries < PORT_TRIES; tries++) {
      try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        if (ports.add(socket.getLocalPort())) {
          if (ports.size() > PORTS_REMEMBERED) {
            ports.removeFirst();
          }
          return socket.getLocalPort();
        }
      }
    }
    throw new IOException("No free port was found in " + PORT_TRIES + " tries.");
  }
}
