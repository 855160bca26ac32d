package org.suanli.server.identity;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.core.units.MemberId;

/// One-time links, sign-ins and browser sessions.
///
/// After a few failures for one address, further tries are refused unlooked for a time that doubles
/// with each, whether or not the address is known.
public final class SignIn {
  public static final Duration INVITATION_LIFETIME = Duration.ofDays(3);
  public static final Duration SESSION_LIFETIME = Duration.ofHours(12);
  private static final int FREE_FAILURES = 5;
  private static final Duration WAIT_MAX = Duration.ofMinutes(15);
  private static final Duration FAILURES_KEPT = Duration.ofDays(1);

  private final JdbcClient database;
  private final Times times;
  private final SecureRandom random;
  private final Profiles profiles;
  private final Passwords passwords;

  /// A secret for its owner, who is told it once.
  public record Issued(Secret secret, Instant expiresAt) {}

  /// What came of a try.
  public sealed interface Outcome {
    record Known(MemberId member) implements Outcome {}

    record Refused() implements Outcome {}

    /// @param retryAfter more than zero
    record TooMany(Duration retryAfter) implements Outcome {}
  }

  public SignIn(
      JdbcClient database,
      Times times,
      SecureRandom random,
      Profiles profiles,
      Passwords passwords) {
    this.database = database;
    this.times = times;
    this.random = random;
    this.profiles = profiles;
    this.passwords = passwords;
  }

  /// Makes a one-time link's secret; earlier ones of the member are void.
  public Issued invite(MemberId member) {
    var secret = Secret.random(random);
    var now = times.clock().instant();
    var expires = now.plus(INVITATION_LIFETIME);
    database
        .sql("DELETE FROM invitation WHERE member = :member OR expires_at <= :now")
        .param("member", member.value())
        .param("now", Times.of(now))
        .update();
    database
        .sql(
            """
            INSERT INTO invitation (hash, member, created_at, expires_at)
            VALUES (:hash, :member, :now, :expires)
            """)
        .param("hash", secret.hash())
        .param("member", member.value())
        .param("now", Times.of(now))
        .param("expires", Times.of(expires))
        .update();
    return new Issued(secret, expires);
  }

  /// Uses up a one-time link.
  public Outcome byLink(String secret) {
    return database
        .sql(
            """
            DELETE FROM invitation i WHERE hash = :hash AND expires_at > :now
              AND EXISTS (SELECT 1 FROM membership m WHERE m.member = i.member)
            RETURNING member
            """)
        .param("hash", new Secret(secret).hash())
        .param("now", times.now())
        .query(Long.class)
        .optional()
        .<Outcome>map(member -> new Outcome.Known(new MemberId(member)))
        .orElseGet(Outcome.Refused::new);
  }

  public Outcome byPassword(String email, String password) {
    var subject = Secret.sha256("email " + email.strip().toLowerCase(java.util.Locale.ROOT));
    var wait = waitOf(subject);
    if (wait.isPositive()) {
      return new Outcome.TooMany(wait);
    }
    // Counted before it is looked at, so that tries at once cannot outrun the count.
    count(subject);
    var member = profiles.findByEmail(email);
    if (!passwords.matches(member, password)) {
      return new Outcome.Refused();
    }
    database
        .sql("DELETE FROM sign_in_failure WHERE subject = :subject")
        .param("subject", subject)
        .update();
    return new Outcome.Known(member.orElseThrow());
  }

  private Duration waitOf(byte[] subject) {
    return database
        .sql("SELECT failures, last_at FROM sign_in_failure WHERE subject = :subject")
        .param("subject", subject)
        .query(
            (row, _) ->
                Duration.between(
                    times.clock().instant(),
                    Times.required(row, "last_at").plus(backoff(row.getInt("failures")))))
        .optional()
        .orElse(Duration.ZERO);
  }

  private static Duration backoff(int failures) {
    if (failures < FREE_FAILURES) {
      return Duration.ZERO;
    }
    var wait = Duration.ofSeconds(1L << Math.min(failures - FREE_FAILURES, 20));
    return wait.compareTo(WAIT_MAX) < 0 ? wait : WAIT_MAX;
  }

  private void count(byte[] subject) {
    var now = times.clock().instant();
    database
        .sql("DELETE FROM sign_in_failure WHERE last_at < :before")
        .param("before", Times.of(now.minus(FAILURES_KEPT)))
        .update();
    database
        .sql(
            """
            INSERT INTO sign_in_failure (subject, failures, last_at) VALUES (:subject, 1, :now)
            ON CONFLICT (subject) DO UPDATE
            SET failures = sign_in_failure.failures + 1, last_at = excluded.last_at
            """)
        .param("subject", subject)
        .param("now", Times.of(now))
        .update();
  }

  /// Begins a browser session; the secret is the cookie's value.
  public Issued begin(MemberId member) {
    var secret = Secret.random(random);
    var now = times.clock().instant();
    var expires = now.plus(SESSION_LIFETIME);
    database
        .sql("DELETE FROM browser_session WHERE expires_at <= :now")
        .param("now", Times.of(now))
        .update();
    database
        .sql(
            """
            INSERT INTO browser_session (hash, member, created_at, expires_at)
            VALUES (:hash, :member, :now, :expires)
            """)
        .param("hash", secret.hash())
        .param("member", member.value())
        .param("now", Times.of(now))
        .param("expires", Times.of(expires))
        .update();
    return new Issued(secret, expires);
  }

  public void end(String cookie) {
    database
        .sql("DELETE FROM browser_session WHERE hash = :hash")
        .param("hash", new Secret(cookie).hash())
        .update();
  }

  /// Ends a member's sessions, except for the one of this cookie.
  public void endOthers(MemberId member, Optional<String> cookie) {
    database
        .sql("DELETE FROM browser_session WHERE member = :member AND hash <> :hash")
        .param("member", member.value())
        .param("hash", cookie.map(text -> new Secret(text).hash()).orElse(new byte[0]))
        .update();
  }
}
