package org.suanli.server.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.suanli.core.units.MemberId;
import org.suanli.server.identity.SecretBox;
import org.suanli.server.identity.Times;

/// What was answered to requests with a key, for a day. Answers are kept encrypted, for some hold a
/// secret.
@Component
final class IdempotencyKeys {
  private static final Duration KEPT = Duration.ofDays(1);

  private final JdbcClient database;
  private final Times times;
  private final SecretBox box;

  /// A key belongs to a member; another's is another.
  record Key(MemberId member, String text) {
    byte[] context() {
      return ("idempotency " + member + " " + text).getBytes(StandardCharsets.UTF_8);
    }
  }

  record Stored(int status, @Nullable String contentType, byte[] body) {}

  /// What is known of a key.
  sealed interface Claim {
    /// The request is the first, and to be answered.
    record First() implements Claim {}

    /// The same request is being answered, or its server stopped before it could be.
    record InFlight() implements Claim {}

    record OtherRequest() implements Claim {}

    record Answered(Stored answer) implements Claim {}
  }

  private record Row(byte[] request, @Nullable Stored answer) {}

  IdempotencyKeys(JdbcClient database, Times times, SecretBox box) {
    this.database = database;
    this.times = times;
    this.box = box;
  }

  /// @param request digest of method, path and body
  Claim claim(Key key, byte[] request) {
    var now = times.clock().instant();
    database
        .sql("DELETE FROM idempotency WHERE started_at < :before")
        .param("before", Times.of(now.minus(KEPT)))
        .update();
    int made =
        database
            .sql(
                """
                INSERT INTO idempotency (member, key, request, started_at)
                VALUES (:member, :key, :request, :now) ON CONFLICT DO NOTHING
                """)
            .param("member", key.member().value())
            .param("key", key.text())
            .param("request", request)
            .param("now", Times.of(now))
            .update();
    return made == 1 ? new Claim.First() : find(key, request);
  }

  private Claim find(Key key, byte[] request) {
    Optional<Row> row =
        database
            .sql(
                """
                SELECT request, status, content_type, answer FROM idempotency
                WHERE member = :member AND key = :key
                """)
            .param("member", key.member().value())
            .param("key", key.text())
            .query(
                (found, _) -> {
                  var answer = found.getBytes("answer");
                  return new Row(
                      found.getBytes("request"),
                      answer == null
                          ? null
                          : new Stored(
                              found.getInt("status"),
                              found.getString("content_type"),
                              box.unseal(answer, key.context())));
                })
            .optional();
    if (row.isPresent() && !MessageDigest.isEqual(row.get().request(), request)) {
      return new Claim.OtherRequest();
    }
    // A row that has gone meanwhile belonged to a request that was not kept: it is to be tried
    // again.
    var answer = row.map(Row::answer).orElse(null);
    return answer == null ? new Claim.InFlight() : new Claim.Answered(answer);
  }

  void keep(Key key, Stored answer) {
    database
        .sql(
            """
            UPDATE idempotency SET status = :status, content_type = :type, answer = :answer
            WHERE member = :member AND key = :key
            """)
        .param("status", answer.status())
        .param("type", answer.contentType())
        .param("answer", box.seal(answer.body(), key.context()))
        .param("member", key.member().value())
        .param("key", key.text())
        .update();
  }

  /// Frees a key whose request certainly changed nothing.
  void forget(Key key) {
    database
        .sql("DELETE FROM idempotency WHERE member = :member AND key = :key AND status IS NULL")
        .param("member", key.member().value())
        .param("key", key.text())
        .update();
  }
}
