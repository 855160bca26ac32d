package org.suanli.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.core.units.MemberId;
import org.suanli.server.database.Database;
import org.suanli.server.database.FreshDatabase;
import org.suanli.server.identity.SecretBox;
import org.suanli.server.identity.Times;

@ExtendWith(FreshDatabase.class)
final class IdempotencyKeysTest {
  private static final byte[] REQUEST = new byte[32];

  @TempDir private Path folder = Path.of("");
  private Instant now = Instant.parse("2026-03-01T00:00:00Z");

  @Test
  void anAnswerIsKeptForADayAcrossServersAndThenForgotten(Database database) {
    var key = new IdempotencyKeys.Key(new MemberId(1), "key");
    var keys = keys(database);
    assertThat(keys.claim(key, REQUEST)).isInstanceOf(IdempotencyKeys.Claim.First.class);
    var answer =
        new IdempotencyKeys.Stored(201, "application/json", "{}".getBytes(StandardCharsets.UTF_8));
    keys.keep(key, answer);

    now = now.plus(Duration.ofHours(23));
    assertThat(keys(database).claim(key, REQUEST))
        .isInstanceOfSatisfying(
            IdempotencyKeys.Claim.Answered.class,
            claim -> assertThat(claim.answer().body()).isEqualTo(answer.body()));

    now = now.plus(Duration.ofHours(2));
    assertThat(keys(database).claim(key, REQUEST)).isInstanceOf(IdempotencyKeys.Claim.First.class);
    assertThat(rows(database)).isEqualTo(1);
  }

  private IdempotencyKeys keys(Database database) {
    var box = SecretBox.open(folder.resolve("secret.key"), new SecureRandom());
    return new IdempotencyKeys(JdbcClient.create(database.pool()), new Times(() -> now), box);
  }

  private static long rows(Database database) {
    return JdbcClient.create(database.pool())
        .sql("SELECT count(*) FROM idempotency")
        .query(Long.class)
        .single();
  }
}
