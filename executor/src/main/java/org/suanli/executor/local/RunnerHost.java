package org.suanli.executor.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/// A shell that forks the runners that this server orders: a fork costs a small part of what the
/// start of a program does. It ends with the server; runners do not. Started when it is first
/// needed, and again if it was killed. Safe for use by several threads.
final class RunnerHost implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(RunnerHost.class.getName());

  private final List<String> command;
  private final SortedMap<Long, CompletableFuture<Integer>> ordered = new ConcurrentSkipListMap<>();
  private @Nullable Process shell;
  private long orders;
  private boolean isClosed;

  RunnerHost(List<String> command) {
    this.command = List.copyOf(command);
  }

  /// Has a runner forked.
  ///
  /// @param groups the places, from 0, of those that the shell was given in which the task has one
  /// @return its exit code; fails if the shell ended first, in which case the runner may or may not
  ///   have begun
  synchronized CompletableFuture<Integer> order(TaskKey key, long epoch, List<Integer> groups)
      throws IOException {
    if (isClosed) {
      throw new IOException("the executor closes");
    }
    long number = orders++;
    var exit = new CompletableFuture<Integer>();
    var line = new StringBuilder();
    line.append(number).append(' ').append(key.attempt()).append(' ').append(key.task());
    line.append(' ').append(epoch);
    // A shell counts what it was given from 1.
    groups.forEach(place -> line.append(' ').append(place + 1));
    line.append('\n');
    ordered.put(number, exit);
    try {
      OutputStream out = running().getOutputStream();
      out.write(line.toString().getBytes(StandardCharsets.US_ASCII));
      out.flush();
    } catch (IOException e) {
      ordered.remove(number);
      throw e;
    }
    return exit;
  }

  private Process running() throws IOException {
    if (shell != null && shell.isAlive()) {
      return shell;
    }
    var builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().put("PATH", Launcher.PATH);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    long first = orders - 1;
    var started = builder.start();
    shell = started;
    Thread.ofPlatform()
        .name("suanli-executor-runners")
        .daemon()
        .start(() -> listen(started.inputReader(StandardCharsets.US_ASCII)));
    var _ = started.onExit().thenAccept(ended -> end(first, ended.exitValue()));
    return started;
  }

  /// Until the shell and all its runners are gone, or the stream is closed.
  private void listen(BufferedReader answers) {
    try (answers) {
      for (var line = answers.readLine(); line != null; line = answers.readLine()) {
        answer(line);
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "event=runners_unheard", e);
    }
  }

  private void answer(String line) {
    try {
      String[] words = line.split(" ", 2);
      var exit = ordered.remove(Long.parseLong(words[0]));
      if (exit != null) {
        exit.complete(Integer.parseInt(words[1]));
      }
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
      LOG.log(Level.WARNING, "event=answer_unreadable answer=" + line, e);
    }
  }

  /// What was ordered of a shell that ended may never begin.
  private synchronized void end(long first, int code) {
    if (isClosed) {
      return;
    }
    LOG.log(Level.WARNING, "event=runner_host_ended code={0}", code);
    var failure = new IOException("the shell that starts runners ended with " + code);
    boolean isLast = shell == null || !shell.isAlive();
    var unheard = isLast ? ordered.tailMap(first) : ordered.subMap(first, orders - 1);
    for (var number : List.copyOf(unheard.keySet())) {
      var exit = ordered.remove(number);
      if (exit != null) {
        exit.completeExceptionally(failure);
      }
    }
  }

  /// Ends the shell; the runners run on.
  @Override
  public synchronized void close() {
    isClosed = true;
    if (shell != null) {
      try {
        shell.getOutputStream().close();
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "event=runner_host_gone", e);
      }
    }
  }
}
