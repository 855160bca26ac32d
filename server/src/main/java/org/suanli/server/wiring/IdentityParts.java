package org.suanli.server.wiring;

import java.security.SecureRandom;
import java.time.InstantSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.suanli.server.identity.Authenticator;
import org.suanli.server.identity.FirstStart;
import org.suanli.server.identity.Passwords;
import org.suanli.server.identity.Profiles;
import org.suanli.server.identity.ProjectSecrets;
import org.suanli.server.identity.SecretBox;
import org.suanli.server.identity.SignIn;
import org.suanli.server.identity.Times;
import org.suanli.server.identity.Tokens;
import org.suanli.server.loop.ControlLoop;

/// What identity is made of.
@Configuration(proxyBeanMethods = false)
class IdentityParts {

  @Bean
  Times times(InstantSource clock) {
    return new Times(clock);
  }

  @Bean
  Profiles profiles(JdbcClient jdbc, Times times) {
    return new Profiles(jdbc, times);
  }

  @Bean
  Passwords passwords(JdbcClient jdbc, Times times) {
    return new Passwords(jdbc, times);
  }

  @Bean
  SignIn signIn(
      JdbcClient jdbc, Times times, SecureRandom random, Profiles profiles, Passwords passwords) {
    return new SignIn(jdbc, times, random, profiles, passwords);
  }

  @Bean
  Tokens tokens(JdbcClient jdbc, Times times, SecureRandom random) {
    return new Tokens(jdbc, times, random);
  }

  @Bean
  ProjectSecrets projectSecrets(JdbcClient jdbc, Times times, SecretBox box) {
    return new ProjectSecrets(jdbc, times, box);
  }

  @Bean
  Authenticator authenticator(JdbcClient jdbc, Times times) {
    return new Authenticator(jdbc, times);
  }

  @Bean
  FirstStart firstStart(Profiles profiles, SignIn signIn, ControlLoop loop) {
    return new FirstStart(profiles, signIn, loop);
  }
}
