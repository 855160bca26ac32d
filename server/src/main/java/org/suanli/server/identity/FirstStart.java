package org.suanli.server.identity;

import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.suanli.core.allocation.Role;
import org.suanli.core.engine.Answer;
import org.suanli.core.engine.Command;
import org.suanli.core.units.MemberId;
import org.suanli.server.loop.Commands;

/// Makes the first operator.
public final class FirstStart {
  /// The portal's page that takes a one-time link's secret.
  public static final String LINK_PATH = "/sign-in/";

  private static final String NAME = "Operator";
  private static final long WAIT_SECONDS_MAX = 60;

  private final Profiles profiles;
  private final SignIn signIn;
  private final Commands commands;

  public FirstStart(Profiles profiles, SignIn signIn, Commands commands) {
    this.profiles = profiles;
    this.signIn = signIn;
    this.commands = commands;
  }

  /// To be called once the engine answers. As long as no operator can sign in, each call makes a
  /// new link, so that a lost one locks nobody out.
  ///
  /// @return the path of a one-time link, to be printed after the server's own address; empty if an
  ///   operator can sign in already
  /// @throws IllegalStateException if the engine does not answer within a minute, or refuses
  public Optional<String> run() {
    if (profiles.canOperatorSignIn()) {
      return Optional.empty();
    }
    var member = profiles.firstOperator().orElseGet(this::addOperator);
    return Optional.of(LINK_PATH + signIn.invite(member).secret().text());
  }

  private MemberId addOperator() {
    var member = profiles.add(NAME, Optional.empty(), false);
    var answer = submit(new Command.SetMember(member, Role.OPERATOR, Optional.empty()));
    if (answer instanceof Answer.Refused(var rejected)) {
      throw new IllegalStateException("The first operator was refused: " + rejected.messages());
    }
    return member;
  }

  private Answer submit(Command command) {
    try {
      return commands
          .submit(command, MemberId.PLATFORM)
          .toCompletableFuture()
          .orTimeout(WAIT_SECONDS_MAX, TimeUnit.SECONDS)
          .join();
    } catch (CompletionException e) {
      throw new IllegalStateException("The engine must answer before the first start ends.", e);
    }
  }
}
