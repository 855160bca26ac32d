package org.suanli.server.wiring;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.suanli.core.engine.Answer;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event;
import org.suanli.core.engine.State;
import org.suanli.core.supply.Precision;
import org.suanli.core.units.MemberId;
import org.suanli.executor.local.HostLayout;
import org.suanli.executor.local.HostRating;
import org.suanli.server.identity.FirstStart;
import org.suanli.server.loop.Commands;
import org.suanli.server.loop.Follower;

/// What a centre needs before anyone can use it: a first operator, and this machine as a cluster.
/// Done when a term begins; what is there already stays, unless the machine plays other nodes now.
final class Bootstrap implements Follower {
  private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);
  private static final long WAIT_SECONDS_MAX = 60;

  private final Commands commands;
  private final FirstStart firstStart;
  private final Optional<HostLayout> layout;
  private final boolean isTrusted;
  private final CompletableFuture<Optional<String>> link = new CompletableFuture<>();

  /// @param layout of this machine; empty if it is no cluster
  Bootstrap(
      Commands commands, FirstStart firstStart, Optional<HostLayout> layout, boolean isTrusted) {
    this.commands = commands;
    this.firstStart = firstStart;
    this.layout = layout;
    this.isTrusted = isTrusted;
  }

  @Override
  public void began(long epoch, State state) {
    var needed = new ArrayList<Command>();
    layout.ifPresent(host -> needed.addAll(HostSupply.changes(host, isTrusted, state)));
    boolean isRated = layout.isEmpty() || state.ratings().containsKey(layout.orElseThrow().model());
    Thread.ofVirtual().name("bootstrap").start(() -> run(needed, isRated));
  }

  @Override
  public void committed(List<Event.Stamped> events, State state) {}

  private void run(List<Command> needed, boolean isRated) {
    try {
      needed.forEach(this::submit);
      if (!isRated) {
        var host = layout.orElseThrow();
        var measured = HostRating.measure(host);
        submit(
            new Command.PublishRating(
                host.model(),
                Precision.FP32,
                measured,
                "measured on this machine at its first start, dense multiply-add"));
      }
      link.complete(firstStart.run());
    } catch (RuntimeException e) {
      // The next term tries again; until then the reason is in the log.
      LOG.error("event=bootstrap_failed", e);
    }
  }

  private void submit(Command command) {
    try {
      var answer =
          commands
              .submit(command, MemberId.PLATFORM)
              .toCompletableFuture()
              .get(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
      if (answer instanceof Answer.Refused(var rejected)) {
        throw new IllegalStateException(command + " was refused: " + rejected.messages());
      }
    } catch (InterruptedException | java.util.concurrent.ExecutionException | TimeoutException e) {
      throw new IllegalStateException(command + " was not answered.", e);
    }
  }

  /// Waits for the first term to be set up.
  ///
  /// @return empty if there is an operator already, or if another server leads
  Optional<String> operatorLink() {
    try {
      return link.orTimeout(WAIT_SECONDS_MAX, TimeUnit.SECONDS).join();
    } catch (CompletionException _) {
      return Optional.empty();
    }
  }
}
