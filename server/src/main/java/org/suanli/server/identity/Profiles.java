package org.suanli.server.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.core.allocation.Role;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.OrganizationId;

/// Names and e-mail addresses of members: the only place that has them, and they can be erased.
public final class Profiles {
  private static final int NAME_LENGTH_MAX = 100;
  private static final int EMAIL_LENGTH_MAX = 254;

  private static final String SELECT =
      """
      SELECT p.member, p.name, p.email, p.is_robot, m.role, m.organization
      FROM member_profile p JOIN membership m ON m.member = p.member
      """;

  private final JdbcClient database;
  private final Times times;

  /// A member as others see it.
  ///
  /// @param name empty once erased
  /// @param email empty once erased, and for robots
  public record Profile(
      MemberId member,
      Role role,
      Optional<OrganizationId> organization,
      Optional<String> name,
      Optional<String> email,
      boolean isRobot) {}

  public Profiles(JdbcClient database, Times times) {
    this.database = database;
    this.times = times;
  }

  /// Takes the next member number and keeps the name under it. The member can do nothing before the
  /// engine knows its role. A profile of the address whose member the engine never came to know,
  /// for a server died in between, is taken over.
  ///
  /// One at a time: whoever calls this has the engine know the member before the next call.
  ///
  /// @param email empty for robots, and for the first operator until one is given
  /// @throws IllegalArgumentException if a text is too long, or another member has the address
  public MemberId add(String name, Optional<String> email, boolean isRobot) {
    check(name, email);
    long number = database.sql("SELECT nextval('member_number')").query(Long.class).single();
    try {
      database
          .sql(
              """
              INSERT INTO member_profile (member, name, email, is_robot, created_at)
              VALUES (:member, :name, :email, :robot, :now)
              """)
          .param("member", number)
          .param("name", name.strip())
          .param("email", email.map(String::strip).orElse(null))
          .param("robot", isRobot)
          .param("now", times.now())
          .update();
    } catch (DuplicateKeyException e) {
      return takeOver(name, email).orElseThrow(() -> taken(email, e));
    }
    return new MemberId(number);
  }

  private Optional<MemberId> takeOver(String name, Optional<String> email) {
    return database
        .sql(
            """
            UPDATE member_profile p SET name = :name, created_at = :now
            WHERE lower(email) = lower(:email) AND NOT EXISTS (
              SELECT FROM membership m WHERE m.member = p.member)
            RETURNING member
            """)
        .param("name", name.strip())
        .param("now", times.now())
        .param("email", email.map(String::strip).orElse(null))
        .query(Long.class)
        .optional()
        .map(MemberId::new);
  }

  /// Undoes {@link #add} for a member whom the engine refused.
  public void forget(MemberId member) {
    database
        .sql("DELETE FROM member_profile WHERE member = :member")
        .param("member", member.value())
        .update();
  }

  /// What is empty stays as it is.
  ///
  /// @throws IllegalArgumentException as in {@link #add}
  public void change(MemberId member, Optional<String> name, Optional<String> email) {
    check(name.orElse("-"), email);
    try {
      database
          .sql(
              """
              UPDATE member_profile SET name = coalesce(:name::text, name),
                email = coalesce(:email::text, email)
              WHERE member = :member AND erased_at IS NULL
              """)
          .param("name", name.map(String::strip).orElse(null))
          .param("email", email.map(String::strip).orElse(null))
          .param("member", member.value())
          .update();
    } catch (DuplicateKeyException e) {
      throw taken(email, e);
    }
  }

  /// Erases name, address, password, links, sessions and tokens for good; the number stays.
  public void erase(MemberId member) {
    database
        .sql(
            """
            WITH c AS (DELETE FROM credential WHERE member = :member),
              t AS (DELETE FROM token WHERE member = :member),
              i AS (DELETE FROM invitation WHERE member = :member),
              s AS (DELETE FROM browser_session WHERE member = :member)
            UPDATE member_profile SET name = NULL, email = NULL, erased_at = :now
            WHERE member = :member
            """)
        .param("member", member.value())
        .param("now", times.now())
        .update();
  }

  /// A present member; one who was removed is not found.
  public Optional<Profile> find(MemberId member) {
    return database
        .sql(SELECT + "WHERE p.member = :member")
        .param("member", member.value())
        .query(Profiles::profile)
        .optional();
  }

  public Optional<MemberId> findByEmail(String email) {
    return database
        .sql(
            """
            SELECT p.member FROM member_profile p JOIN membership m ON m.member = p.member
            WHERE lower(p.email) = :email
            """)
        .param("email", email.strip().toLowerCase(Locale.ROOT))
        .query(Long.class)
        .optional()
        .map(MemberId::new);
  }

  /// Present members by number.
  ///
  /// @param organization of this one alone, if given
  /// @param after those with a higher number
  public List<Profile> list(Optional<OrganizationId> organization, long after, int limit) {
    return database
        .sql(
            SELECT
                + """
                WHERE p.member > :after
                  AND (:organization::text IS NULL OR m.organization = :organization)
                ORDER BY p.member LIMIT :limit
                """)
        .param("after", after)
        .param("organization", organization.map(OrganizationId::value).orElse(null))
        .param("limit", limit)
        .query(Profiles::profile)
        .list();
  }

  /// The operator of the lowest number.
  public Optional<MemberId> firstOperator() {
    return database
        .sql("SELECT member FROM membership WHERE role = :role ORDER BY member LIMIT 1")
        .param("role", Role.OPERATOR.name())
        .query(Long.class)
        .optional()
        .map(MemberId::new);
  }

  /// Whether some operator has a password, a token or a session, and so can sign in.
  public boolean canOperatorSignIn() {
    return database
        .sql(
            """
            SELECT EXISTS (SELECT 1 FROM membership m WHERE m.role = :role AND (
              EXISTS (SELECT 1 FROM credential c WHERE c.member = m.member)
              OR EXISTS (SELECT 1 FROM token t WHERE t.member = m.member
                AND t.revoked_at IS NULL AND t.expires_at > :now)
              OR EXISTS (SELECT 1 FROM browser_session s WHERE s.member = m.member
                AND s.expires_at > :now)))
            """)
        .param("role", Role.OPERATOR.name())
        .param("now", times.now())
        .query(Boolean.class)
        .single();
  }

  private static Profile profile(ResultSet row, int number) throws SQLException {
    return new Profile(
        new MemberId(row.getLong("member")),
        Role.valueOf(row.getString("role")),
        Optional.ofNullable(row.getString("organization")).map(OrganizationId::new),
        Optional.ofNullable(row.getString("name")),
        Optional.ofNullable(row.getString("email")),
        row.getBoolean("is_robot"));
  }

  private static void check(String name, Optional<String> email) {
    if (name.isBlank() || name.length() > NAME_LENGTH_MAX) {
      throw new IllegalArgumentException(
          "The name of a member must be 1 to " + NAME_LENGTH_MAX + " characters.");
    }
    if (email.isPresent() && !isAddress(email.get().strip())) {
      throw new IllegalArgumentException(
          "The e-mail address of a member must be of the form name@domain, up to "
              + EMAIL_LENGTH_MAX
              + " characters.");
    }
  }

  private static boolean isAddress(String email) {
    int at = email.indexOf('@');
    return at > 0
        && at == email.lastIndexOf('@')
        && at < email.length() - 1
        && email.length() <= EMAIL_LENGTH_MAX
        && email.chars().noneMatch(c -> c <= ' ' || c == 127);
  }

  private static IllegalArgumentException taken(
      Optional<String> email, @Nullable DuplicateKeyException cause) {
    return new IllegalArgumentException(
        "The e-mail address (" + email.orElse("") + ") must not be another member's.", cause);
  }
}
