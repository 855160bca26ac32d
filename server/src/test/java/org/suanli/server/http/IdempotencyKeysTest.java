package org.suanli.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.core.engine.Event;
import org.suanli.core.units.MemberId;
import org.suanli.server.database.Database;
import org.suanli.server.database.FreshDatabase;
import org.suanli.server.identity.SecretBox;
import org.suanli.server.identity.Times;
import org.suanli.server.loop.KeyedEvents;
import org.suanli.server.loop.RequestKey;

@ExtendWith(FreshDatabase.class)
final class IdempotencyKeysTest {
  private static final byte[] REQUEST = new byte[32];
  private static final IdempotencyKeys.Key KEY = new IdempotencyKeys.Key(new MemberId(1), "key");
  private static final IdempotencyKeys.Stored ANSWER =
      new IdempotencyKeys.Stored(201, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
  private static final List<Event> MADE =
      List.of(new Event.MemberRemoved(new MemberId(3)), new Event.MemberRemoved(new MemberId(4)));

  @TempDir private Path folder = Path.of("");
  private List<Long> asked = List.of();
  private Instant now = Instant.parse("2026-03-01T00:00:00Z");

  @Test
  void anAnswerIsKeptForADayAcrossServersAndThenForgotten(Database database) {
    var keys = keys(database);
    var first = first(keys.claim(KEY, REQUEST, 1));
    keys.keep(first, ANSWER);

    now = now.plus(Duration.ofHours(23));
    assertThat(keys(database).claim(KEY, REQUEST, 2))
        .isInstanceOfSatisfying(
            IdempotencyKeys.Claim.Answered.class,
            claim -> assertThat(claim.answer().body()).isEqualTo(ANSWER.body()));

    now = now.plus(Duration.ofHours(2));
    first(keys(database).claim(KEY, REQUEST, 2));
    assertThat(rows(database)).isEqualTo(1);
  }

  @Test
  void aKeyIsInFlightUntilItIsReleasedAndThenFreeIfNothingCameOfIt(Database database) {
    var keys = keys(database);
    var first = first(keys.claim(KEY, REQUEST, 1));
    assertThat(keys.claim(KEY, REQUEST, 1)).isInstanceOf(IdempotencyKeys.Claim.InFlight.class);
    assertThat(keys.claim(KEY, new byte[31], 1))
        .isInstanceOf(IdempotencyKeys.Claim.OtherRequest.class);
    keys.release(first);
    assertThat(first(keys.claim(KEY, REQUEST, 1))).isEqualTo(first);
  }

  @Test
  void aTermThatHasEndedLosesItsKeysToTheNextOneAndNothingOfItIsKept(Database database) {
    var old = keys(database);
    var lost = first(old.claim(KEY, REQUEST, 1));
    var taken = first(keys(database).claim(KEY, REQUEST, 2));
    assertThat(taken.epoch()).isEqualTo(2);

    old.forget(lost);
    assertThat(old.keepWithin(lost, ANSWER)).isFalse();
    old.release(lost);
    assertThat(old.claim(KEY, REQUEST, 1)).isInstanceOf(IdempotencyKeys.Claim.InFlight.class);
    assertThat(keys(database).keepWithin(taken, ANSWER)).isTrue();
  }

  @Test
  void whatIsNotedInTheTransactionOfTheEventsIsToldToTheNextTermAndNotFreed(Database database)
      throws SQLException {
    var keys = keys(database);
    var first = first(keys.claim(KEY, REQUEST, 1));
    try (var connection = database.connect()) {
      connection.setAutoCommit(false);
      KeyedEvents.write(connection, 7, List.of(new KeyedEvents(first, 1, 3)));
      connection.rollback();
      assertThat(keys(database).claim(KEY, new byte[31], 1))
          .isInstanceOf(IdempotencyKeys.Claim.OtherRequest.class);
      KeyedEvents.write(connection, 7, List.of(new KeyedEvents(first, 1, 3)));
      connection.commit();
    }
    keys.forget(first);
    keys.keep(first, new IdempotencyKeys.Stored(422, null, new byte[0]));
    assertThat(keys(database).claim(KEY, REQUEST, 2))
        .isEqualTo(new IdempotencyKeys.Claim.Made(first, MADE));
    assertThat(asked).containsExactly(8L, 9L);
  }

  @Test
  void nobodyGuessesWhatAnOlderProgramsRequestDid(Database database) {
    first(keys(database).claim(KEY, REQUEST, 1));
    JdbcClient.create(database.pool()).sql("UPDATE idempotency SET epoch = NULL").update();
    assertThat(keys(database).claim(KEY, REQUEST, 2))
        .isInstanceOf(IdempotencyKeys.Claim.InFlight.class);
  }

  private static RequestKey first(IdempotencyKeys.Claim claim) {
    assertThat(claim).isInstanceOf(IdempotencyKeys.Claim.First.class);
    return ((IdempotencyKeys.Claim.First) claim).key();
  }

  private IdempotencyKeys keys(Database database) {
    var box = SecretBox.open(folder.resolve("secret.key"), new SecureRandom());
    return new IdempotencyKeys(
        JdbcClient.create(database.pool()),
        new Times(() -> now),
        box,
        (from, until) -> {
          asked = List.of(from, until);
          return MADE;
        });
  }

  private static long rows(Database database) {
    return JdbcClient.create(database.pool())
        .sql("SELECT count(*) FROM idempotency")
        .query(Long.class)
        .single();
  }
}
