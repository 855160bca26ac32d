package org.suanli.server.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Audit;
import org.suanli.api.Paths;
import org.suanli.core.units.MemberId;
import org.suanli.server.identity.Times;

/// The journal, oldest first, and whether its chain holds.
@RestController
final class AuditResource {
  /// A centre archives a few times a year.
  private static final int ARCHIVES_MAX = 1_000;

  private final JdbcClient database;
  private final Optional<JournalCheck> check;

  AuditResource(JdbcClient database, ObjectProvider<JournalCheck> check) {
    this.database = database;
    this.check = Optional.ofNullable(check.getIfAvailable());
  }

  /// @param type of events; all if left out
  @GetMapping(Paths.AUDIT)
  Audit.AuditPage list(@RequestParam(required = false) @Nullable String type, Slice slice) {
    var rows =
        database
            .sql(
                """
                SELECT seq, at_millis, member, type, version, body, hash FROM journal
                WHERE seq > :after AND (:type::text IS NULL OR type = :type) ORDER BY seq LIMIT :limit
                """)
            .param("type", type)
            .param("after", slice.after(0))
            .param("limit", slice.probe())
            .query(
                (row, _) ->
                    new Audit.AuditEntry(
                        row.getLong("seq"),
                        Instant.ofEpochMilli(row.getLong("at_millis")),
                        new MemberId(row.getLong("member")).toString(),
                        row.getString("type"),
                        row.getInt("version"),
                        new String(row.getBytes("body"), StandardCharsets.UTF_8),
                        HexFormat.of().formatHex(row.getBytes("hash"))))
            .list();
    var page = slice.page(rows, row -> row, Audit.AuditEntry::sequence);
    return new Audit.AuditPage(page.items(), page.next(), archives(slice.after(0)));
  }

  private List<Audit.Archive> archives(long after) {
    return database
        .sql("SELECT * FROM archive WHERE last_seq > :after ORDER BY first_seq LIMIT :limit")
        .param("after", after)
        .param("limit", ARCHIVES_MAX)
        .query(
            (row, _) ->
                new Audit.Archive(
                    row.getLong("first_seq"),
                    row.getLong("last_seq"),
                    HexFormat.of().formatHex(row.getBytes("last_hash")),
                    row.getString("file"),
                    Times.required(row, "archived_at")))
        .list();
  }

  @GetMapping(Paths.AUDIT_VERIFICATION)
  Audit.Verification verify() {
    return check
        .orElseThrow(() -> Desk.unavailable("The journal cannot be checked by this server."))
        .verify();
  }
}
