package org.suanli.cli.command;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.suanli.api.Http;
import org.suanli.api.Members;
import org.suanli.api.Paths;
import org.suanli.cli.profile.Profiles.Profile;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.terminal.Failure;
import org.suanli.cli.wire.Address;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Client;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `suanli login`
@Command(
    name = "login",
    footer = {
      "",
      "With a one-time link:  suanli login 'http://127.0.0.1:8464/sign-in/...'",
      "With a token:          suanli login http://127.0.0.1:8464 --token - < token",
      "With a password:       suanli login http://127.0.0.1:8464 --email ADDRESS"
    })
final class LoginCommand implements Callable<Integer> {
  private static final String STANDARD_INPUT = "-";
  private static final int SECRET_LENGTH_MAX = 1_000;

  private final Session session;

  @Parameters(
      arity = "0..1",
      paramLabel = "URL",
      description = "The server's address, or a one-time link.")
  @Nullable String url;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description =
          "A personal token; '-' reads it from the standard input, where others do not see it.")
  @Nullable String token;

  @Option(
      names = "--email",
      paramLabel = "ADDRESS",
      description = "Sign in by password, which is read from the standard input.")
  @Nullable String email;

  @Option(names = "--token-name", paramLabel = "NAME", description = "What to call the new token.")
  @Nullable String tokenName;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description = "Certificates in PEM by which the server is trusted; kept in the profile.")
  @Nullable String authorities;

  LoginCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var given = url == null ? session.server() : url;
    if (token != null) {
      return withToken(given, token.equals(STANDARD_INPUT) ? readLine("Token: ") : token.strip());
    }
    if (email != null) {
      var password = readLine("Password: ");
      return exchange(address(given, null), new Members.Login(null, email, password, name()));
    }
    return withLink(given);
  }

  private Address address(String server, @Nullable String secret) {
    var file = authorities;
    return Address.of(server, secret)
        .withAuthorities(
            file == null ? session.authorities(server) : session.surroundings().resolve(file));
  }

  private static Profile profile(Address address, String token, @Nullable Long number) {
    var file = address.authorities();
    return new Profile(address.server(), token, number, file == null ? null : file.toString());
  }

  private int withToken(String server, String secret) {
    if (!secret.startsWith(Http.TOKEN_PREFIX)) {
      throw Failure.usage("The token must begin with " + Http.TOKEN_PREFIX + ".");
    }
    var address = address(server, secret);
    var client = new Client(session.surroundings(), address);
    var found = client.send(Call.get(Paths.SESSION), Members.Session.class);
    return keep(profile(address, secret, null), found.member());
  }

  private int withLink(String link) {
    var uri = URI.create(Address.of(link, null).server());
    var path = uri.getPath() == null ? "" : uri.getPath();
    var secret = path.substring(path.lastIndexOf('/') + 1);
    if (secret.isEmpty()) {
      throw Failure.usage(
          "A one-time link, --token or --email must be given.\n"
              + "Maybe suanli login "
              + uri
              + " --token -, with a token from the portal.");
    }
    var address = address(uri.getScheme() + "://" + uri.getRawAuthority(), null);
    return exchange(address, new Members.Login(secret, null, null, name()));
  }

  /// Signs in, and keeps the token that comes of it.
  private int exchange(Address address, Members.Login login) {
    var client = new Client(session.surroundings(), address);
    var answer = client.send(Call.post(Paths.SESSION, login), Members.LoggedIn.class);
    var issued = answer.token();
    if (issued == null) {
      throw new Failure(Exit.REFUSED, "The server must answer with a token, and did not.");
    }
    return keep(
        profile(address, issued.secret(), issued.token().token()), answer.session().member());
  }

  private int keep(Profile profile, Members.Member member) {
    var profiles = session.profiles();
    var name = profiles.nameOf(session.profileName());
    profiles.put(name, profile);
    var who =
        member.name() == null ? member.member() : member.name() + " (" + member.member() + ")";
    session
        .printer()
        .line("Signed in to " + profile.server() + " as " + who + ", profile " + name + ".");
    return Exit.OK.code();
  }

  private String name() {
    if (tokenName != null) {
      return tokenName;
    }
    var host = session.surroundings().variable("HOSTNAME");
    return host.isEmpty() ? "suanli" : "suanli on " + host;
  }

  private String readLine(String prompt) {
    var terminal = session.terminal();
    var console = terminal.isErrTerminal() ? System.console() : null;
    if (console != null && console.isTerminal()) {
      char[] typed = console.readPassword("%s", prompt);
      return typed == null ? "" : new String(typed).strip();
    }
    try {
      var reader = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
      var line = reader.readLine();
      if (line == null || line.isBlank() || line.length() > SECRET_LENGTH_MAX) {
        throw Failure.usage(
            "The standard input must hold the secret on its first line, up to "
                + SECRET_LENGTH_MAX
                + " characters.");
      }
      return line.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
