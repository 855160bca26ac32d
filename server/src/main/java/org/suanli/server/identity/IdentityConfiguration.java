package org.suanli.server.identity;

import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.server.loop.Commands;

/// Puts identity together, from a database, a clock and a source of randomness.
@Configuration(proxyBeanMethods = false)
public class IdentityConfiguration {
  @Bean
  Times times(InstantSource clock) {
    return new Times(clock);
  }

  @Bean
  Profiles profiles(JdbcClient database, Times times) {
    return new Profiles(database, times);
  }

  @Bean
  Passwords passwords(JdbcClient database, Times times) {
    return new Passwords(database, times);
  }

  @Bean
  Tokens tokens(JdbcClient database, Times times, SecureRandom random) {
    return new Tokens(database, times, random);
  }

  // One parameter for each collaborator that a sign-in has.
  @Bean
  SignIn signIn(
      JdbcClient database,
      Times times,
      SecureRandom random,
      Profiles profiles,
      Passwords passwords) {
    return new SignIn(database, times, random, profiles, passwords);
  }

  @Bean
  Authenticator authenticator(JdbcClient database, Times times) {
    return new Authenticator(database, times);
  }

  @Bean
  FirstStart firstStart(Profiles profiles, SignIn signIn, Commands commands) {
    return new FirstStart(profiles, signIn, commands);
  }
}
