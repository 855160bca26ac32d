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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.suanli.core.engine.Event;
import org.suanli.core.units.MemberId;
import org.suanli.server.database.SharedTrip;
import org.suanli.server.identity.SecretBox;
import org.suanli.server.identity.Times;
import org.suanli.server.loop.RequestKey;

/// What was answered to requests with a key, for a day. Answers are kept encrypted, for some hold a
/// secret.
///
/// A key is claimed under the epoch of a term. Once another term leads, no command of a request
/// that was claimed before can become durable any more: what is noted at the key is all that it
/// did.
@Component
final class IdempotencyKeys {
  private static final Duration KEPT = Duration.ofDays(1);

  /// What is forgotten late costs a little room, and a look for it costs every request.
  private static final Duration SWEEP_STEP = Duration.ofMinutes(1);

  private final JdbcClient database;
  private final Times times;
  private final SecretBox box;
  private final MadeEvents journal;
  private final AtomicReference<Instant> swept = new AtomicReference<>(Instant.EPOCH);
  private final SharedTrip<Asked, Boolean> claims = new SharedTrip<>(this::claim);
  private final SharedTrip<Kept, Boolean> answers = new SharedTrip<>(this::keep);

  /// What is being answered here now, by its digest.
  private final ConcurrentHashMap<Key, byte[]> running = new ConcurrentHashMap<>();

  /// A key belongs to a member; another's is another.
  record Key(MemberId member, String text) implements Comparable<Key> {
    Key(RequestKey claimed) {
      this(claimed.member(), claimed.text());
    }

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
    /// The request is the first, or nothing came of the first; it is to be answered.
    record First(RequestKey key) implements Claim {}

    /// What the first did is durable, and its answer is not.
    ///
    /// @param events that it brought
    record Made(RequestKey key, List<Event> events) implements Claim {
      public Made {
        events = List.copyOf(events);
      }
    }

    /// The same request is being answered.
    record InFlight() implements Claim {}

    record OtherRequest() implements Claim {}

    record Answered(Stored answer) implements Claim {}
  }

  /// @param request its digest
  private record Asked(Key key, byte[] request, long epoch) {
    RequestKey claimed() {
      return new RequestKey(key.member(), key.text(), epoch);
    }
  }

  private record Kept(RequestKey key, Stored answer, byte[] sealed) {}

  /// @param epoch null if an older program made it
  private record Row(
      byte[] request,
      @Nullable Stored answer,
      @Nullable Long epoch,
      @Nullable Long firstSeq,
      @Nullable Long lastSeq) {}

  IdempotencyKeys(JdbcClient database, Times times, SecretBox box, MadeEvents journal) {
    this.database = database;
    this.times = times;
    this.box = box;
    this.journal = journal;
  }

  /// What is claimed as the first, or as made, is to be released.
  ///
  /// @param request digest of method, path and body
  /// @param epoch of the term in which this server leads
  Claim claim(Key key, byte[] request, long epoch) {
    var same = running.putIfAbsent(key, request);
    if (same != null) {
      return MessageDigest.isEqual(same, request) ? new Claim.InFlight() : new Claim.OtherRequest();
    }
    boolean isTaken = false;
    try {
      sweep();
      var asked = new Asked(key, request, epoch);
      var claim = claims.ask(asked) ? new Claim.First(asked.claimed()) : find(asked);
      isTaken = claim instanceof Claim.First || claim instanceof Claim.Made;
      return claim;
    } finally {
      if (!isTaken) {
        running.remove(key);
      }
    }
  }

  /// Lets the next with the key in.
  void release(RequestKey key) {
    running.remove(new Key(key));
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
                    INSERT INTO idempotency (member, key, request, started_at, epoch)
                    SELECT member, key, request, :now, epoch
                    FROM unnest(:members, :keys, :requests, :epochs)
                      AS asked (member, key, request, epoch)
                    ON CONFLICT DO NOTHING RETURNING member, key
                    """)
                .param("now", times.now())
                .param("members", members(distinct.sequencedKeySet()))
                .param("keys", texts(distinct.sequencedKeySet()))
                .param(
                    "requests",
                    distinct.values().stream().map(Asked::request).toArray(byte[][]::new))
                .param("epochs", distinct.values().stream().mapToLong(Asked::epoch).toArray())
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

  private Claim find(Asked asked) {
    var found = row(asked.key());
    if (found.isEmpty()) {
      // It belonged to a request that was not kept, and has gone meanwhile: it is to be tried
      // again.
      return new Claim.InFlight();
    }
    var row = found.get();
    var claimed = row.epoch();
    if (!MessageDigest.isEqual(row.request(), asked.request())) {
      return new Claim.OtherRequest();
    }
    if (row.answer() != null) {
      return new Claim.Answered(row.answer());
    }
    if (claimed == null) {
      return new Claim.InFlight();
    }
    if (row.firstSeq() != null && row.lastSeq() != null) {
      var key = new RequestKey(asked.key().member(), asked.key().text(), claimed);
      return new Claim.Made(key, journal.read(row.firstSeq(), row.lastSeq()));
    }
    return claimed == asked.epoch() || takeOver(asked, claimed)
        ? new Claim.First(asked.claimed())
        : new Claim.InFlight();
  }

  private Optional<Row> row(Key key) {
    return database
        .sql(
            """
            SELECT request, status, content_type, answer, epoch, first_seq, last_seq
            FROM idempotency WHERE member = :member AND key = :key
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
                          box.unseal(answer, key.context())),
                  found.getObject("epoch", Long.class),
                  found.getObject("first_seq", Long.class),
                  found.getObject("last_seq", Long.class));
            })
        .optional();
  }

  /// Takes a key over from a term that has ended, and that nothing was made in.
  private boolean takeOver(Asked asked, long ended) {
    return database
            .sql(
                """
                UPDATE idempotency SET epoch = :epoch, started_at = :now
                WHERE member = :member AND key = :key AND epoch = :ended AND :ended < :epoch
                  AND first_seq IS NULL AND answer IS NULL
                """)
            .param("epoch", asked.epoch())
            .param("now", times.now())
            .param("member", asked.key().member().value())
            .param("key", asked.key().text())
            .param("ended", ended)
            .update()
        == 1;
  }

  /// Durable once this returns.
  void keep(RequestKey key, Stored answer) {
    answers.ask(seal(key, answer));
  }

  /// The same in the caller's transaction.
  ///
  /// @return false if another has taken the key over: nothing of the request may be kept then
  boolean keepWithin(RequestKey key, Stored answer) {
    return update(List.of(seal(key, answer))) == 1;
  }

  private Kept seal(RequestKey key, Stored answer) {
    return new Kept(key, answer, box.seal(answer.body(), new Key(key).context()));
  }

  private List<Boolean> keep(List<Kept> kept) {
    update(kept);
    return Collections.nCopies(kept.size(), true);
  }

  /// A key is answered once, by whoever holds its claim; and what was made is not answered by a
  /// failure.
  private int update(List<Kept> kept) {
    var sorted = kept.stream().sorted(Comparator.comparing(one -> new Key(one.key()))).toList();
    var keys = sorted.stream().map(one -> new Key(one.key())).toList();
    return database
        .sql(
            """
            UPDATE idempotency SET status = kept.status, content_type = kept.type,
              answer = kept.answer
            FROM unnest(:members, :keys, :epochs, :statuses, :types, :answers)
              AS kept (member, key, epoch, status, type, answer)
            WHERE idempotency.member = kept.member AND idempotency.key = kept.key
              AND idempotency.epoch = kept.epoch AND idempotency.answer IS NULL
              AND (kept.status < 400 OR idempotency.first_seq IS NULL)
            """)
        .param("members", members(keys))
        .param("keys", texts(keys))
        .param("epochs", sorted.stream().mapToLong(one -> one.key().epoch()).toArray())
        .param("statuses", sorted.stream().mapToInt(one -> one.answer().status()).toArray())
        .param(
            "types", sorted.stream().map(one -> one.answer().contentType()).toArray(String[]::new))
        .param("answers", sorted.stream().map(Kept::sealed).toArray(byte[][]::new))
        .update();
  }

  /// Frees a key whose request certainly changed nothing.
  void forget(RequestKey key) {
    database
        .sql(
            """
            DELETE FROM idempotency
            WHERE member = :member AND key = :key AND epoch = :epoch
              AND first_seq IS NULL AND answer IS NULL
            """)
        .param("member", key.member().value())
        .param("key", key.text())
        .param("epoch", key.epoch())
        .update();
  }
}
