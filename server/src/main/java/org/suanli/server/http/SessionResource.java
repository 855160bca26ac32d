package org.suanli.server.http;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.ErrorCode;
import org.suanli.api.Http;
import org.suanli.api.Members;
import org.suanli.api.Paths;
import org.suanli.core.units.MemberId;
import org.suanli.server.identity.Passwords;
import org.suanli.server.identity.Principal;
import org.suanli.server.identity.SignIn;
import org.suanli.server.identity.Tokens;

/// Signing in and out.
@RestController
final class SessionResource {
  private static final Duration TOKEN_LIFETIME = Duration.ofDays(90);

  private final SignIn signIn;
  private final Passwords passwords;
  private final Tokens tokens;
  private final People people;

  SessionResource(SignIn signIn, Passwords passwords, Tokens tokens, People people) {
    this.signIn = signIn;
    this.passwords = passwords;
    this.tokens = tokens;
    this.people = people;
  }

  @GetMapping(Paths.SESSION)
  Members.Session show(Principal caller) {
    return people.session(caller);
  }

  @PostMapping(Paths.SESSION)
  ResponseEntity<Members.LoggedIn> signIn(
      @RequestBody Members.Login login, HttpServletRequest request) {
    return switch (attempt(login)) {
      case SignIn.Outcome.Known(var member) -> welcome(member, login, request);
      case SignIn.Outcome.Refused _ ->
          throw new ProblemException(
              ErrorCode.UNAUTHENTICATED,
              List.of(
                  "The link, or the e-mail address and password, must be valid.\nMaybe the link was"
                      + " used or has expired: ask for another."));
      case SignIn.Outcome.TooMany(var wait) ->
          throw new ProblemException(
              ErrorCode.TOO_MANY_REQUESTS,
              List.of("There were too many failed tries; wait before the next."),
              Optional.of(wait));
    };
  }

  private SignIn.Outcome attempt(Members.Login login) {
    var secret = login.secret();
    if (secret != null) {
      return signIn.byLink(secret);
    }
    var email = login.email();
    var password = login.password();
    if (email == null || password == null) {
      throw ProblemException.invalid(
          "The secret of a link, or the e-mail address and the password, must be given.");
    }
    return signIn.byPassword(email, password);
  }

  private ResponseEntity<Members.LoggedIn> welcome(
      MemberId id, Members.Login login, HttpServletRequest request) {
    var profile = people.require(id);
    var scopes = List.of(Principal.Scope.ALL);
    var tokenName = login.tokenName();
    if (tokenName != null) {
      var issued = Wire.parse(() -> tokens.issue(id, tokenName, scopes, TOKEN_LIFETIME));
      var session = session(profile, issued.token().expiresAt());
      return ResponseEntity.ok(new Members.LoggedIn(session, People.issued(issued)));
    }
    var issued = signIn.begin(id);
    var cookie = cookie(issued.secret().text(), SignIn.SESSION_LIFETIME, request.isSecure());
    var session = session(profile, issued.expiresAt());
    return ResponseEntity.ok()
        .header(HttpHeaders.SET_COOKIE, cookie)
        .body(new Members.LoggedIn(session, null));
  }

  private Members.Session session(
      org.suanli.server.identity.Profiles.Profile profile, Instant expiresAt) {
    return new Members.Session(
        People.member(profile),
        List.of(Members.Scope.ALL),
        expiresAt,
        passwords.has(profile.member()));
  }

  private static String cookie(String value, Duration lifetime, boolean isSecure) {
    return ResponseCookie.from(Http.SESSION_COOKIE, value)
        .httpOnly(true)
        .secure(isSecure)
        .sameSite("Strict")
        .path("/")
        .maxAge(lifetime)
        .build()
        .toString();
  }

  @DeleteMapping(Paths.SESSION)
  ResponseEntity<Void> signOut(HttpServletRequest request) {
    Callers.cookie(request).ifPresent(signIn::end);
    return ResponseEntity.noContent()
        .header(HttpHeaders.SET_COOKIE, cookie("", Duration.ZERO, request.isSecure()))
        .build();
  }

  @PutMapping(Paths.SESSION_PASSWORD)
  ResponseEntity<Void> setPassword(
      @RequestBody Members.PasswordChange change, Principal caller, HttpServletRequest request) {
    var current = change.current();
    if (passwords.has(caller.member())
        && !passwords.matches(Optional.of(caller.member()), current == null ? "" : current)) {
      throw ProblemException.forbidden("The present password must be given with a new one.");
    }
    Wire.parse(
        () -> {
          passwords.set(caller.member(), change.password());
          return true;
        });
    signIn.endOthers(caller.member(), Callers.cookie(request));
    return ResponseEntity.noContent().build();
  }
}
