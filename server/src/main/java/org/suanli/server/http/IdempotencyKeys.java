package org.suanli.server.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SequencedCollection;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.suanli.core.units.MemberId;
import org.suanli.server.database.SharedTrip;
import org.suanli.server.identity.SecretBox;
import org.suanli.server.identity.Times;

/// What was answered to requests with a key, for a day. Answers are kept encrypted, for some hold a
/// secret.
@Component
final class IdempotencyKeys {
  private static final Duration KEPT = Duration.ofDays(1);

  /// What is forgotten late costs a little room, and a look for it costs every request.
  private static final Duration SWEEP_STEP = Duration.ofMinutes(1);

  private final JdbcClient database;
  private final Times times;
  private final SecretBox box;
  private final AtomicReference<Instant> swept = new AtomicReference<>(Instant.EPOCH);
  private final SharedTrip<Asked, Boolean> claims = new SharedTrip<>(this::claim);
  private final SharedTrip<Kept, Boolean> answers = new SharedTrip<>(this::keep);

  /// A key belongs to a member; another's is another.
  record Key(MemberId member, String text) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::member).thenComparing(Key::text);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }

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

  /// @param request its digest
  private record Asked(Key key, byte[] request) {}

  private record Kept(Key key, Stored answer, byte[] sealed) {}

  private record Row(byte[] request, @Nullable Stored answer) {}

  IdempotencyKeys(JdbcClient database, Times times, SecretBox box) {
    this.database = database;
    this.times = times;
    this.box = box;
  }

  /// @param request digest of method, path and body
  Claim claim(Key key, byte[] request) {
    sweep();
    return claims.ask(new Asked(key, request)) ? new Claim.First() : find(key, request);
  }

  /// Forgets what is older than a day, now and then.
  private void sweep() {
    var now = times.clock().instant();
    var last = swept.get();
    if (last.plus(SWEEP_STEP).isBefore(now) && swept.compareAndSet(last, now)) {
      database
          .sql("DELETE FROM idempotency WHERE started_at < :before")
          .param("before", Times.of(now.minus(KEPT)))
          .update();
    }
  }

  /// In the order of the keys, so that two servers do not wait for each other in a circle.
  ///
  /// @return of each, whether it is the first with its key
  private List<Boolean> claim(List<Asked> asked) {
    var distinct = new TreeMap<Key, Asked>();
    asked.forEach(one -> distinct.putIfAbsent(one.key(), one));
    var made =
        new TreeSet<Key>(
            database
                .sql(
                    """
                    INSERT INTO idempotency (member, key, request, started_at)
                    SELECT member, key, request, :now
                    FROM unnest(:members, :keys, :requests) AS asked (member, key, request)
                    ON CONFLICT DO NOTHING RETURNING member, key
                    """)
                .param("now", times.now())
                .param("members", members(distinct.sequencedKeySet()))
                .param("keys", texts(distinct.sequencedKeySet()))
                .param(
                    "requests",
                    distinct.values().stream().map(Asked::request).toArray(byte[][]::new))
                .query((row, _) -> new Key(new MemberId(row.getLong(1)), row.getString(2)))
                .list());
    return asked.stream()
        .map(one -> distinct.get(one.key()) == one && made.contains(one.key()))
        .toList();
  }

  private static long[] members(SequencedCollection<Key> keys) {
    return keys.stream().mapToLong(key -> key.member().value()).toArray();
  }

  private static String[] texts(SequencedCollection<Key> keys) {
    return keys.stream().map(Key::text).toArray(String[]::new);
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

  /// Durable once this returns.
  void keep(Key key, Stored answer) {
    answers.ask(new Kept(key, answer, box.seal(answer.body(), key.context())));
  }

  private List<Boolean> keep(List<Kept> kept) {
    // A key is answered once, by whoever was its first.
    var sorted = kept.stream().sorted(Comparator.comparing(Kept::key)).toList();
    var keys = sorted.stream().map(Kept::key).toList();
    database
        .sql(
            """
            UPDATE idempotency SET status = kept.status, content_type = kept.type,
              answer = kept.answer
            FROM unnest(:members, :keys, :statuses, :types, :answers)
              AS kept (member, key, status, type, answer)
            WHERE idempotency.member = kept.member AND idempotency.key = kept.key
            """)
        .param("members", members(keys))
        .param("keys", texts(keys))
        .param("statuses", sorted.stream().mapToInt(one -> one.answer().status()).toArray())
        .param(
            "types", sorted.stream().map(one -> one.answer().contentType()).toArray(String[]::new))
        .param("answers", sorted.stream().map(Kept::sealed).toArray(byte[][]::new))
        .update();
    return Collections.nCopies(kept.size(), true);
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
