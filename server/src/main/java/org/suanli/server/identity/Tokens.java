package org.suanli.server.identity;

import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.core.units.MemberId;

/// Personal access tokens: shown once, kept as hashes, with scopes and an expiry.
public final class Tokens {
  /// Lets scanners of leaked secrets know one.
  public static final String PREFIX = "slt_";

  public static final int DAYS_MAX = 366;

  /// Bounds what one member can fill the table with.
  private static final int PER_MEMBER_MAX = 100;

  private static final int NAME_LENGTH_MAX = 100;

  private final JdbcClient database;
  private final Times times;
  private final SecureRandom random;

  /// A token without its secret.
  public record Token(
      long id,
      MemberId member,
      String name,
      String hint,
      List<Principal.Scope> scopes,
      Instant createdAt,
      Instant expiresAt,
      Optional<Instant> lastUsedAt,
      Optional<Instant> revokedAt) {
    public Token {
      scopes = List.copyOf(scopes);
    }
  }

  /// @param secret with its prefix
  public record Issued(Token token, String secret) {}

  public Tokens(JdbcClient database, Times times, SecureRandom random) {
    this.database = database;
    this.times = times;
    this.random = random;
  }

  /// @param name 1 to 100 characters
  /// @param scopes at least one
  /// @param lifetime up to 366 days
  /// @throws IllegalArgumentException if one of them is wrong, or the member has too many tokens
  public Issued issue(
      MemberId member, String name, List<Principal.Scope> scopes, Duration lifetime) {
    check(member, name, scopes, lifetime);
    var secret = new Secret(PREFIX + Secret.random(random).text());
    var now = times.clock().instant();
    var token =
        database
            .sql(
                """
                INSERT INTO token (member, name, hash, hint, scopes, created_at, expires_at)
                VALUES (:member, :name, :hash, :hint, string_to_array(:scopes, ','), :now, :expires)
                RETURNING *
                """)
            .param("member", member.value())
            .param("name", name.strip())
            .param("hash", secret.hash())
            .param("hint", secret.hint())
            .param("scopes", String.join(",", scopes.stream().distinct().map(Enum::name).toList()))
            .param("now", Times.of(now))
            .param("expires", Times.of(now.plus(lifetime)))
            .query(Tokens::token)
            .single();
    return new Issued(token, secret.text());
  }

  private void check(
      MemberId member, String name, List<Principal.Scope> scopes, Duration lifetime) {
    if (name.isBlank() || name.length() > NAME_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "The name of a token must be 1 to " + NAME_LENGTH_MAX + " characters.");
    }
    if (scopes.isEmpty()) {
      throw new IllegalArgumentException("The scopes of a token must be at least one.");
    }
    if (!lifetime.isPositive() || lifetime.compareTo(Duration.ofDays(DAYS_MAX)) > 0) {
      throw new IllegalArgumentException(
          "The days (%d) of a token must be 1 to %d.".formatted(lifetime.toDays(), DAYS_MAX));
    }
    if (list(member, 0, PER_MEMBER_MAX).size() == PER_MEMBER_MAX) {
      throw new IllegalArgumentException(
          "The tokens of a member must not exceed "
              + PER_MEMBER_MAX
              + ".\nMaybe revoke those that are not used.");
    }
  }

  /// A member's tokens that are not revoked, by number.
  public List<Token> list(MemberId member, long after, int limit) {
    return database
        .sql(
            """
            SELECT * FROM token WHERE member = :member AND id > :after AND revoked_at IS NULL
            ORDER BY id LIMIT :limit
            """)
        .param("member", member.value())
        .param("after", after)
        .param("limit", limit)
        .query(Tokens::token)
        .list();
  }

  public Optional<Token> find(long id) {
    return database
        .sql("SELECT * FROM token WHERE id = :id")
        .param("id", id)
        .query(Tokens::token)
        .optional();
  }

  /// From now on the token is refused. Once is enough.
  public void revoke(long id) {
    database
        .sql("UPDATE token SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL")
        .param("now", times.now())
        .param("id", id)
        .update();
  }

  private static Token token(ResultSet row, int number) throws SQLException {
    var scopes = (String[]) row.getArray("scopes").getArray();
    return new Token(
        row.getLong("id"),
        new MemberId(row.getLong("member")),
        row.getString("name"),
        row.getString("hint"),
        Arrays.stream(scopes).map(Principal.Scope::valueOf).toList(),
        Times.required(row, "created_at"),
        Times.required(row, "expires_at"),
        Times.optional(row, "last_used_at"),
        Times.optional(row, "revoked_at"));
  }
}
