package org.suanli.cli.command;

import java.util.List;
import org.suanli.api.Audit;
import org.suanli.api.Paths;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.terminal.Failure;
import org.suanli.cli.terminal.Ink;
import org.suanli.cli.wire.Call;
import org.suanli.cli.wire.Query;
import org.suanli.cli.wire.Wire;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `suanli audit`
@Command(name = "audit")
final class AuditCommands {
  private static final int HASH_SHOWN = 12;

  private final Session session;

  AuditCommands(Session session) {
    this.session = session;
  }

  @Command(name = "list", description = "List entries of the journal.")
  int list(@Mixin Paging paging) {
    var fetched = session.fetch(Paths.AUDIT, Query.none(), paging);
    int code = session.list(fetched, entries());
    for (var node : fetched.document().path("archives")) {
      var archive = Wire.read(node, Audit.Archive.class);
      session
          .printer()
          .note(
              "The entries %d to %d are archived in %s: 'suanli audit verify' on the centre's machine reads them."
                  .formatted(archive.firstSequence(), archive.lastSequence(), archive.file()));
    }
    return code;
  }

  @Command(
      name = "verify",
      description = "Check that every stored hash follows from the bytes before it.")
  int verify() {
    var document = session.client().send(Call.get(Paths.AUDIT_VERIFICATION));
    var found = Wire.read(document, Audit.Verification.class);
    session
        .printer()
        .show(
            document,
            found.head(),
            () ->
                new Sheet()
                    .line("Entries", found.firstSequence() + " to " + found.lastSequence())
                    .line(
                        "Intact",
                        found.isIntact() ? "yes" : "no",
                        found.isIntact() ? Ink.GOOD : Ink.BAD)
                    .line("Broken at", found.broken())
                    .line("Head", found.head()));
    if (!found.isIntact()) {
      throw new Failure(Exit.REFUSED, "The journal is broken at entry " + found.broken() + ".");
    }
    return Exit.OK.code();
  }

  private Listing<Audit.AuditEntry> entries() {
    var times = session.times();
    return new Listing<>(
        Audit.AuditEntry.class,
        entry -> String.valueOf(entry.sequence()),
        List.of(
            Column.number("ENTRY", Audit.AuditEntry::sequence),
            Column.text("TIME (" + times.zone() + ")", entry -> times.second(entry.at())),
            Column.text("BY", Audit.AuditEntry::by),
            Column.text("EVENT", Audit.AuditEntry::type),
            Column.text("HASH", entry -> hash(entry.hash())),
            Column.flexible("BODY", Audit.AuditEntry::body)));
  }

  private static String hash(String hash) {
    return hash.substring(0, Math.min(HASH_SHOWN, hash.length()));
  }
}
