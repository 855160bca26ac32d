package org.suanli.server.identity;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.core.allocation.Role;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.OrganizationId;
import org.suanli.server.database.SharedTrip;

/// Finds out who presents a token or a cookie. A member who was removed, a token that has expired
/// or was revoked, is nobody at once.
public final class Authenticator {
  /// Longer than any secret; what is longer is not looked at.
  private static final int LENGTH_MAX = 200;

  /// How exact the last use of a token is; each finer step would be a write per request.
  private static final Duration LAST_USE_STEP = Duration.ofMinutes(1);

  private final JdbcClient database;
  private final Times times;

  private final SharedTrip<Secret, Optional<Known>> byTokens = new SharedTrip<>(this::findTokens);

  private record Found(byte[] hash, Principal principal) {}

  /// A token, and when it was last used, as exactly as that is kept.
  private record Known(Found found, Optional<Instant> lastUsedAt) {}

  public Authenticator(JdbcClient database, Times times) {
    this.database = database;
    this.times = times;
  }

  /// @param token as it stands after `Bearer`
  public Optional<Principal> byToken(String token) {
    if (!token.startsWith(Tokens.PREFIX) || token.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    var secret = new Secret(token);
    var hash = secret.hash();
    var known = byTokens.ask(secret);
    var principal = checked(known.map(Known::found), hash);
    if (principal.isPresent() && known.flatMap(Known::lastUsedAt).filter(this::isFresh).isEmpty()) {
      noteUse(hash);
    }
    return principal;
  }

  private boolean isFresh(Instant lastUsedAt) {
    return lastUsedAt.plus(LAST_USE_STEP).isAfter(times.clock().instant());
  }

  private List<Optional<Known>> findTokens(List<Secret> secrets) {
    var hashes = secrets.stream().map(Secret::hash).toArray(byte[][]::new);
    var known = new HashMap<ByteBuffer, Known>();
    database
        .sql(
            """
            SELECT t.hash, t.expires_at, t.scopes, t.last_used_at, m.member, m.role, m.organization
            FROM token t JOIN membership m ON m.member = t.member
            WHERE t.hash = ANY (:hashes) AND t.revoked_at IS NULL AND t.expires_at > :now
            """)
        .param("hashes", hashes)
        .param("now", times.now())
        .query(
            (row, _) ->
                new Known(
                    found(row, scopes((String[]) row.getArray("scopes").getArray()), false),
                    Times.optional(row, "last_used_at")))
        .list()
        .forEach(one -> known.put(ByteBuffer.wrap(one.found().hash()), one));
    return Arrays.stream(hashes)
        .map(hash -> Optional.ofNullable(known.get(ByteBuffer.wrap(hash))))
        .toList();
  }

  public Optional<Principal> byCookie(String cookie) {
    if (cookie.isEmpty() || cookie.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    var hash = new Secret(cookie).hash();
    var found =
        database
            .sql(
                """
                SELECT s.hash, s.expires_at, m.member, m.role, m.organization
                FROM browser_session s JOIN membership m ON m.member = s.member
                WHERE s.hash = :hash AND s.expires_at > :now
                """)
            .param("hash", hash)
            .param("now", times.now())
            .query((row, _) -> found(row, List.of(Principal.Scope.ALL), true))
            .optional();
    return checked(found, hash);
  }

  private static Optional<Principal> checked(Optional<Found> found, byte[] hash) {
    return found.filter(row -> MessageDigest.isEqual(row.hash(), hash)).map(Found::principal);
  }

  private static Found found(ResultSet row, List<Principal.Scope> scopes, boolean isCookie)
      throws SQLException {
    return new Found(
        row.getBytes("hash"),
        new Principal(
            new MemberId(row.getLong("member")),
            Role.valueOf(row.getString("role")),
            Optional.ofNullable(row.getString("organization")).map(OrganizationId::new),
            scopes,
            Times.required(row, "expires_at"),
            isCookie));
  }

  private static List<Principal.Scope> scopes(String[] names) {
    return Arrays.stream(names).map(Principal.Scope::valueOf).toList();
  }

  private void noteUse(byte[] hash) {
    var now = times.clock().instant();
    database
        .sql(
            """
            UPDATE token SET last_used_at = :now
            WHERE hash = :hash AND (last_used_at IS NULL OR last_used_at < :before)
            """)
        .param("now", Times.of(now))
        .param("hash", hash)
        .param("before", Times.of(now.minus(LAST_USE_STEP)))
        .update();
  }
}
