package org.suanli.server.portal;

import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.suanli.api.Http;
import org.suanli.core.units.MemberId;
import org.suanli.server.identity.Passwords;
import org.suanli.server.identity.Profiles;
import org.suanli.server.identity.SignIn;
import org.suanli.server.wiring.Settings;

/// By password, or by a one-time link, which is used up only by the button: programs that look at
/// links ahead of people do no harm.
@Controller
final class SignInPage {
  private final SignIn signIn;
  private final Passwords passwords;
  private final Profiles profiles;
  private final MessageSource messages;
  private final boolean isSecure;

  SignInPage(
      SignIn signIn,
      Passwords passwords,
      Profiles profiles,
      MessageSource messages,
      Settings settings) {
    this.signIn = signIn;
    this.passwords = passwords;
    this.profiles = profiles;
    this.messages = messages;
    isSecure = settings.address().tls().isPresent();
  }

  @GetMapping("/sign-in")
  String show() {
    return "portal/sign-in";
  }

  @PostMapping("/sign-in")
  String byPassword(
      @RequestParam String email,
      @RequestParam String password,
      Model model,
      HttpServletResponse response,
      Locale locale) {
    return switch (signIn.byPassword(email, password)) {
      case SignIn.Outcome.Known(var member) -> {
        begin(member, response);
        yield "redirect:/";
      }
      case SignIn.Outcome.Refused _ -> failed("sign.wrong", model, response, locale);
      case SignIn.Outcome.TooMany _ -> failed("sign.tooMany", model, response, locale);
    };
  }

  @GetMapping("/sign-in/{secret}")
  String showLink(@PathVariable String secret, Model model) {
    model.addAttribute("secret", secret);
    return "portal/sign-in-link";
  }

  @PostMapping("/sign-in/{secret}")
  String byLink(
      @PathVariable String secret,
      @RequestParam(defaultValue = "") String email,
      @RequestParam(defaultValue = "") String password,
      Model model,
      HttpServletResponse response,
      Locale locale) {
    boolean wantsPassword = !email.isBlank() || !password.isEmpty();
    if (wantsPassword && (email.isBlank() || password.length() < Passwords.LENGTH_MIN)) {
      model.addAttribute("secret", secret);
      model.addAttribute(
          "error",
          messages.getMessage("sign.password.short", new Object[] {Passwords.LENGTH_MIN}, locale));
      return "portal/sign-in-link";
    }
    return switch (signIn.byLink(secret)) {
      case SignIn.Outcome.Known(var member) -> {
        try {
          if (wantsPassword) {
            profiles.change(member, Optional.empty(), Optional.of(email));
            passwords.set(member, password);
          }
        } catch (IllegalArgumentException e) {
          // The link is used up, and what was typed cannot be kept: another one goes on.
          model.addAttribute("secret", signIn.invite(member).secret().text());
          model.addAttribute("error", e.getMessage());
          yield "portal/sign-in-link";
        }
        begin(member, response);
        yield "redirect:/";
      }
      case SignIn.Outcome.Refused _, SignIn.Outcome.TooMany _ ->
          failed("sign.link.used", model, response, locale);
    };
  }

  @PostMapping("/sign-out")
  String end(
      @CookieValue(name = Http.SESSION_COOKIE, defaultValue = "") String cookie,
      HttpServletResponse response) {
    signIn.end(cookie);
    response.addHeader(HttpHeaders.SET_COOKIE, cookie("", Duration.ZERO).toString());
    return "redirect:/sign-in";
  }

  private void begin(MemberId member, HttpServletResponse response) {
    var session = signIn.begin(member);
    response.addHeader(
        HttpHeaders.SET_COOKIE,
        cookie(session.secret().text(), SignIn.SESSION_LIFETIME).toString());
  }

  private ResponseCookie cookie(String value, Duration age) {
    return ResponseCookie.from(Http.SESSION_COOKIE, value)
        .httpOnly(true)
        .secure(isSecure)
        .sameSite("Lax")
        .path("/")
        .maxAge(age)
        .build();
  }

  private String failed(String why, Model model, HttpServletResponse response, Locale locale) {
    response.setStatus(HttpServletResponse.SC_FORBIDDEN);
    model.addAttribute("error", messages.getMessage(why, null, locale));
    return "portal/sign-in";
  }
}
