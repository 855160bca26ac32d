package org.suanli.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.core.units.MemberId;
import org.suanli.server.database.Database;
import org.suanli.server.database.FreshDatabase;
import org.suanli.server.identity.Principal.Scope;
import org.suanli.server.identity.SignIn.Outcome;

@Timeout(120)
@ExtendWith(FreshDatabase.class)
class IdentityTest {
  private static final String EMAIL = "ada@example.org";
  private static final String PASSWORD = "a long enough password";

  private Instant now = Instant.parse("2026-03-01T00:00:00Z");
  private final JdbcClient jdbc;
  private final Profiles profiles;
  private final Passwords passwords;
  private final SignIn signIn;
  private final Tokens tokens;
  private final Authenticator authenticator;
  private final MemberId ada;

  IdentityTest(Database database) {
    jdbc = JdbcClient.create(database.pool());
    var times = new Times(() -> now);
    var random = new SecureRandom();
    profiles = new Profiles(jdbc, times);
    passwords = new Passwords(jdbc, times);
    signIn = new SignIn(jdbc, times, random, profiles, passwords);
    tokens = new Tokens(jdbc, times, random);
    authenticator = new Authenticator(jdbc, times);
    ada = profiles.add("Ada", Optional.of(EMAIL), false);
    jdbc.sql("INSERT INTO membership (member, role, organization) VALUES (:m, 'MEMBER', 'ocean')")
        .param("m", ada.value())
        .update();
  }

  private void later(Duration time) {
    now = now.plus(time);
  }

  private static Outcome known(MemberId member) {
    return new Outcome.Known(member);
  }

  private static Outcome refused() {
    return new Outcome.Refused();
  }

  @Test
  void aLinkSignsInOnce() {
    var link = signIn.invite(ada).secret().text();
    assertThat(signIn.byLink(link)).isEqualTo(known(ada));
    assertThat(signIn.byLink(link)).isEqualTo(refused());
  }

  @Test
  void aLinkIsVoidAfterItsTimeAndOnceThereIsANewerOne() {
    var old = signIn.invite(ada).secret().text();
    var link = signIn.invite(ada).secret().text();
    assertThat(signIn.byLink(old)).isEqualTo(refused());
    later(SignIn.INVITATION_LIFETIME);
    assertThat(signIn.byLink(link)).isEqualTo(refused());
  }

  @Test
  void aLinkOfOneWhoIsNoMemberAnyMoreIsRefused() {
    var link = signIn.invite(ada).secret().text();
    jdbc.sql("DELETE FROM membership").update();
    assertThat(signIn.byLink(link)).isEqualTo(refused());
  }

  @Test
  void aPasswordIsKeptAsArgon2idAndItsLengthIsBounded() {
    passwords.set(ada, PASSWORD);
    var kept = jdbc.sql("SELECT password FROM credential").query(String.class).single();
    assertThat(kept).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain(PASSWORD);
    for (int length : new int[] {Passwords.LENGTH_MIN - 1, Passwords.LENGTH_MAX + 1}) {
      assertThatThrownBy(() -> passwords.set(ada, "x".repeat(length)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("(" + length + ")");
    }
    assertThat(signIn.byPassword(" ADA@example.org ", PASSWORD)).isEqualTo(known(ada));
    assertThat(signIn.byPassword(EMAIL, PASSWORD + "!")).isEqualTo(refused());
  }

  @Test
  void failuresAreSlowedDownWhetherOrNotTheAddressIsKnown() {
    passwords.set(ada, PASSWORD);
    for (var email : List.of(EMAIL, "nobody@example.org")) {
      for (int failure = 1; failure <= 5; failure++) {
        assertThat(signIn.byPassword(email, "wrong")).isEqualTo(refused());
      }
      assertThat(signIn.byPassword(email, PASSWORD)).isInstanceOf(Outcome.TooMany.class);
      later(Duration.ofSeconds(1));
      assertThat(signIn.byPassword(email, "wrong")).isEqualTo(refused());
      later(Duration.ofSeconds(1));
      assertThat(signIn.byPassword(email, "wrong"))
          .isEqualTo(new Outcome.TooMany(Duration.ofSeconds(1)));
    }
    later(Duration.ofSeconds(1));
    assertThat(signIn.byPassword(EMAIL, PASSWORD)).isEqualTo(known(ada));
    assertThat(signIn.byPassword(EMAIL, "wrong")).isEqualTo(refused());
    assertThat(signIn.byPassword(EMAIL, PASSWORD)).isEqualTo(known(ada));
  }

  @Test
  void aSessionEndsByTimeBySignOutAndByANewPasswordElsewhere() {
    var one = signIn.begin(ada).secret().text();
    var two = signIn.begin(ada).secret().text();
    var three = signIn.begin(ada).secret().text();
    assertThat(authenticator.byCookie(one).orElseThrow().isCookie()).isTrue();
    assertThat(authenticator.byToken(one)).isEmpty();
    signIn.end(one);
    assertThat(authenticator.byCookie(one)).isEmpty();
    signIn.endOthers(ada, Optional.of(two));
    assertThat(authenticator.byCookie(three)).isEmpty();
    assertThat(authenticator.byCookie(two)).isPresent();
    later(SignIn.SESSION_LIFETIME);
    assertThat(authenticator.byCookie(two)).isEmpty();
  }

  @Test
  void aTokenIsShownOnceKeptAsAHashAndKnownByItsEnd() {
    var issued = tokens.issue(ada, "laptop", List.of(Scope.READ), Duration.ofDays(1));
    assertThat(issued.secret()).startsWith(Tokens.PREFIX).endsWith(issued.token().hint());
    long kept =
        jdbc.sql("SELECT count(*) FROM token AS t WHERE t::text LIKE :text")
            .param("text", "%" + issued.secret() + "%")
            .query(Long.class)
            .single();
    assertThat(kept).isZero();
    var principal = authenticator.byToken(issued.secret()).orElseThrow();
    assertThat(principal.member()).isEqualTo(ada);
    assertThat(principal.has(Scope.READ)).isTrue();
    assertThat(principal.has(Scope.JOBS)).isFalse();
    assertThat(authenticator.byToken(issued.secret() + "x")).isEmpty();
  }

  @Test
  void aTokenIsNobodysAfterItsTimeItsRevocationAndItsOwnersRemoval() {
    var short1 = tokens.issue(ada, "a", List.of(Scope.ALL), Duration.ofDays(1));
    var long1 = tokens.issue(ada, "b", List.of(Scope.ALL), Duration.ofDays(Tokens.DAYS_MAX));
    var long2 = tokens.issue(ada, "c", List.of(Scope.ALL), Duration.ofDays(2));
    later(Duration.ofDays(1));
    assertThat(authenticator.byToken(short1.secret())).isEmpty();
    assertThat(authenticator.byToken(long1.secret())).isPresent();
    tokens.revoke(long1.token().id());
    assertThat(authenticator.byToken(long1.secret())).isEmpty();
    jdbc.sql("DELETE FROM membership").update();
    assertThat(authenticator.byToken(long2.secret())).isEmpty();
  }

  @Test
  void theLastUseOfATokenIsNotedToTheMinute() {
    var issued = tokens.issue(ada, "laptop", List.of(Scope.READ), Duration.ofDays(1));
    assertThat(lastUse(issued)).isEmpty();
    authenticator.byToken(issued.secret());
    var first = now;
    assertThat(lastUse(issued)).hasValue(first);
    later(Duration.ofSeconds(59));
    authenticator.byToken(issued.secret());
    assertThat(lastUse(issued)).hasValue(first);
    later(Duration.ofSeconds(2));
    authenticator.byToken(issued.secret());
    assertThat(lastUse(issued)).hasValue(now);
  }

  private Optional<Instant> lastUse(Tokens.Issued issued) {
    return tokens.find(issued.token().id()).flatMap(Tokens.Token::lastUsedAt);
  }

  @Test
  void aTokenWithoutBoundsIsRefused() {
    var year = Duration.ofDays(Tokens.DAYS_MAX);
    assertThatThrownBy(() -> tokens.issue(ada, " ", List.of(Scope.ALL), year))
        .hasMessageContaining("name");
    assertThatThrownBy(() -> tokens.issue(ada, "a", List.of(), year))
        .hasMessageContaining("scopes");
    for (var days : List.of(Duration.ZERO, year.plusSeconds(1))) {
      assertThatThrownBy(() -> tokens.issue(ada, "a", List.of(Scope.ALL), days))
          .hasMessageContaining("days");
    }
  }
}
