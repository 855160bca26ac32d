package org.suanli.cli.command;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanli.api.Members;
import org.suanli.api.Paths;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Query;
import org.suanli.cli.wire.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `suanli tokens`
@Command(name = "tokens")
final class TokenCommands {
  private final Session session;

  TokenCommands(Session session) {
    this.session = session;
  }

  @Command(name = "list", description = "List tokens.")
  int list(
      @Option(
              names = "--member",
              paramLabel = "MEMBER",
              description = "Of a robot; one's own unless given.")
          @Nullable String member,
      @Mixin Paging paging) {
    var query = Query.none().with("member", member == null ? null : Ids.member(member));
    return session.list(Paths.TOKENS, query, paging, tokens());
  }

  @Command(
      name = "create",
      aliases = "add",
      description = "Create a token; its secret is shown this once.")
  int create(
      @Parameters(paramLabel = "NAME", description = "What it is for.") String name,
      @Option(
              names = "--scope",
              split = ",",
              paramLabel = "SCOPE",
              description = "${COMPLETION-CANDIDATES}; all unless given.")
          Members.Scope @Nullable [] scopes,
      @Option(names = "--days", paramLabel = "N", description = "Until it expires, 1 to 366.")
          @Nullable Integer days,
      @Option(names = "--member", paramLabel = "MEMBER", description = "For a robot.")
          @Nullable String member) {
    var body =
        new Members.NewToken(
            name,
            scopes == null ? null : List.of(scopes),
            days,
            member == null ? null : Ids.member(member));
    var document = session.create(Paths.TOKENS, body);
    var issued = Wire.read(document, Members.IssuedToken.class);
    // A script that asks for the id alone wants what it can use.
    return session.done(
        document,
        issued.secret(),
        "Token %d, shown this once: %s\nIt expires %s."
            .formatted(
                issued.token().token(),
                issued.secret(),
                session.times().both(issued.token().expiresAt())));
  }

  @Command(name = "revoke", aliases = "remove", description = "Revoke a token.")
  int revoke(@Parameters(paramLabel = "TOKEN", description = "Its number.") long token) {
    var id = String.valueOf(token);
    var document = session.client().send(Call.delete(Paths.of(Paths.TOKEN, id)));
    return session.done(document, id, "Token " + id + " is revoked.");
  }

  private Listing<Members.Token> tokens() {
    var times = session.times();
    return new Listing<>(
        Members.Token.class,
        token -> String.valueOf(token.token()),
        List.of(
            Column.number("TOKEN", Members.Token::token),
            Column.flexible("NAME", Members.Token::name),
            Column.text("MEMBER", Members.Token::member),
            Column.text("ENDS IN", token -> "…" + token.hint()),
            Column.text(
                "SCOPES",
                token ->
                    String.join(
                        ",", token.scopes().stream().map(s -> JobSheets.words(s.name())).toList())),
            Column.text("LAST USED", token -> times.relative(token.lastUsedAt())),
            Column.text(
                "EXPIRES (" + times.zone() + ")",
                token -> token.revokedAt() == null ? times.minute(token.expiresAt()) : "revoked")));
  }
}
