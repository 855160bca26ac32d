package org.suanli.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Members, how they sign in, and their tokens.
public final class Members {
  private Members() {}

  /// What a member may do.
  public enum Role {
    /// Runs the centre.
    OPERATOR,
    /// Reads everything, changes nothing.
    AUDITOR,
    /// Administers one organization.
    ADMIN,
    /// Submits jobs to one organization's projects.
    MEMBER
  }

  /// @param member such as `member-4`
  /// @param organization absent for operators and auditors
  /// @param name absent once erased
  /// @param email absent once erased, and for robots
  public record Member(
      String member,
      Role role,
      @Nullable String organization,
      @Nullable String name,
      @Nullable String email,
      boolean isRobot) {}

  /// @param organization left out for operators and auditors
  /// @param email left out for robots, which sign in by tokens alone
  public record NewMember(
      String name, @Nullable String email, Role role, @Nullable String organization) {}

  /// What is left out stays as it is.
  public record MemberChange(@Nullable String name, @Nullable String email, @Nullable Role role) {}

  /// A one-time link to sign in. Shown once.
  ///
  /// @param secret hand it to the session resource; also the last part of the link
  /// @param link a path of the portal
  public record Invitation(String member, String secret, String link, Instant expiresAt) {}

  /// A member who was just made. The invitation is absent for robots.
  public record CreatedMember(Member member, @Nullable Invitation invitation) {}

  /// What a token may be used for.
  public enum Scope {
    /// To read what its member may read.
    READ,
    /// To submit, cancel and retry jobs, and upload code.
    JOBS,
    /// Everything that its member may do.
    ALL
  }

  /// @param token such as `7`
  /// @param hint its last four characters
  public record Token(
      long token,
      String member,
      String name,
      String hint,
      List<Scope> scopes,
      Instant createdAt,
      Instant expiresAt,
      @Nullable Instant lastUsedAt,
      @Nullable Instant revokedAt) {
    public Token {
      scopes = List.copyOf(scopes);
    }
  }

  /// @param scopes all if left out
  /// @param days until it expires; 1 to 366, 90 if left out
  /// @param member a robot of one's organization; oneself if left out
  public record NewToken(
      String name, @Nullable List<Scope> scopes, @Nullable Integer days, @Nullable String member) {}

  /// @param secret what goes after `Bearer`; shown this once
  public record IssuedToken(Token token, String secret) {}

  /// Who is signed in, and how.
  ///
  /// @param scopes of the token; all for a browser session
  public record Session(
      Member member, List<Scope> scopes, @Nullable Instant expiresAt, boolean hasPassword) {
    public Session {
      scopes = List.copyOf(scopes);
    }
  }

  /// Sign in by a one-time link's secret, or by e-mail and password.
  ///
  /// @param tokenName if given, the answer holds a new token of this name and no cookie is set
  public record Login(
      @Nullable String secret,
      @Nullable String email,
      @Nullable String password,
      @Nullable String tokenName) {}

  /// @param token present if one was asked for
  public record LoggedIn(Session session, @Nullable IssuedToken token) {}

  /// @param password 12 to 200 characters
  /// @param current the present one; left out if there is none
  public record PasswordChange(String password, @Nullable String current) {}
}
