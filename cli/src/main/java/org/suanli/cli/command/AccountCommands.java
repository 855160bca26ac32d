package org.suanli.cli.command;

import org.suanli.api.Members;
import org.suanli.api.Paths;
import org.suanli.cli.profile.Profiles.Profile;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.terminal.Failure;
import org.suanli.cli.wire.Address;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Client;
import picocli.CommandLine.Command;

/// `suanli logout` and `suanli whoami`
final class AccountCommands {
  private final Session session;

  AccountCommands(Session session) {
    this.session = session;
  }

  @Command(name = "whoami")
  int whoami() {
    return session.show(
        Call.get(Paths.SESSION),
        Members.Session.class,
        found -> found.member().member(),
        found ->
            MemberCommands.sheet(found.member())
                .line("Server", session.client().address())
                .line(
                    "Scopes",
                    String.join(
                        ", ", found.scopes().stream().map(s -> JobSheets.words(s.name())).toList()))
                .line(
                    "Expires",
                    found.expiresAt() == null ? null : session.times().both(found.expiresAt())));
  }

  @Command(name = "logout")
  int logout() {
    var profiles = session.profiles();
    var name = profiles.nameOf(session.profileName());
    var profile = profiles.find(name);
    if (profile.isEmpty() || profile.get().token() == null) {
      throw new Failure(Exit.UNAUTHORIZED, "Nobody is signed in with the profile " + name + ".");
    }
    profiles.put(
        name, new Profile(profile.get().server(), null, null, profile.get().authorities()));
    session.printer().line(revoke(profile.get(), name));
    return Exit.OK.code();
  }

  /// The token leaves this machine even if the server cannot be told.
  private String revoke(Profile profile, String name) {
    var number = profile.tokenNumber();
    if (number == null) {
      return "The profile "
          + name
          + " is signed out. Its token was given by hand and stays valid until it is revoked.";
    }
    var address =
        Address.of(profile.server(), profile.token())
            .withAuthorities(session.authorities(profile.server()));
    var client = new Client(session.surroundings(), address);
    try {
      client.send(Call.delete(Paths.of(Paths.TOKEN, String.valueOf(number))));
      return "The profile " + name + " is signed out, and its token is revoked.";
    } catch (Failure e) {
      return "The profile "
          + name
          + " is signed out, but its token "
          + number
          + " was not revoked: "
          + e.sentences().getFirst();
    }
  }
}
