package org.suanli.server.identity;

import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.suanli.core.units.MemberId;

/// Passwords, kept as Argon2id: 16 bytes of salt, 32 of hash, one lane, 19 MiB, two passes, as
/// OWASP recommends at least.
public final class Passwords {
  public static final int LENGTH_MIN = 12;
  public static final int LENGTH_MAX = 200;

  /// Each hashing takes 19 MiB and tens of milliseconds; more at once would only wait for cores.
  private static final int AT_ONCE_MAX = 4;

  private final JdbcClient database;
  private final Times times;
  private final Argon2PasswordEncoder encoder = new Argon2PasswordEncoder(16, 32, 1, 19_456, 2);
  private final Semaphore turns = new Semaphore(AT_ONCE_MAX);

  /// What an unknown address is held against, so that it takes as long as a known one.
  private final String nobody = encode("nobody has this password");

  public Passwords(JdbcClient database, Times times) {
    this.database = database;
    this.times = times;
  }

  /// Sets a member's password; the member's browser sessions are for the caller to end.
  ///
  /// @throws IllegalArgumentException if its length is wrong
  public void set(MemberId member, String password) {
    if (password.length() < LENGTH_MIN || password.length() > LENGTH_MAX) {
      throw new IllegalArgumentException(
          "The length (%d) of a password must be %d to %d characters."
              .formatted(password.length(), LENGTH_MIN, LENGTH_MAX));
    }
    database
        .sql(
            """
            INSERT INTO credential (member, password, changed_at) VALUES (:member, :password, :now)
            ON CONFLICT (member) DO UPDATE
            SET password = excluded.password, changed_at = excluded.changed_at
            """)
        .param("member", member.value())
        .param("password", encode(password))
        .param("now", times.now())
        .update();
  }

  public boolean has(MemberId member) {
    return find(member).isPresent();
  }

  /// Whether this is the member's password. Takes as long for nobody as for somebody.
  public boolean matches(Optional<MemberId> member, String password) {
    var encoded = member.flatMap(this::find);
    boolean isMatch = matches(password, encoded.orElse(nobody));
    return isMatch && encoded.isPresent();
  }

  private Optional<String> find(MemberId member) {
    return database
        .sql("SELECT password FROM credential WHERE member = :member")
        .param("member", member.value())
        .query(String.class)
        .optional();
  }

  private boolean matches(String password, String encoded) {
    if (password.length() > LENGTH_MAX) {
      return false;
    }
    turns.acquireUninterruptibly();
    try {
      return encoder.matches(password, encoded);
    } finally {
      turns.release();
    }
  }

  private String encode(String password) {
    turns.acquireUninterruptibly();
    try {
      return java.util.Objects.requireNonNull(encoder.encode(password));
    } finally {
      turns.release();
    }
  }
}
