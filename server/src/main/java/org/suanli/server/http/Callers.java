package org.suanli.server.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.suanli.api.ErrorCode;
import org.suanli.api.Http;
import org.suanli.api.Paths;
import org.suanli.server.identity.Authenticator;
import org.suanli.server.identity.Principal;

/// Finds out who calls, and turns away what another site makes a browser send.
///
/// A session cookie is `SameSite=Strict`; besides, a request that changes something and comes with
/// a cookie, or signs in, must say that it comes from this site.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 100)
final class Callers extends OncePerRequestFilter {
  static final String PRINCIPAL = Principal.class.getName();
  private static final Logger LOG = LoggerFactory.getLogger(Callers.class);
  private static final String BEARER = "Bearer ";
  private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");

  private final Authenticator authenticator;
  private final ProblemWriter problems;

  Callers(Authenticator authenticator, ProblemWriter problems) {
    this.authenticator = authenticator;
    this.problems = problems;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getRequestURI().startsWith(Paths.ROOT + "/");
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    try {
      requireSmall(request);
      var principal = principal(request);
      requireSameSite(request, principal);
      principal.ifPresent(present -> request.setAttribute(PRINCIPAL, present));
    } catch (ProblemException e) {
      problems.write(response, e);
      return;
    } catch (DataAccessException e) {
      LOG.warn("event=caller_not_looked_up reason={}", e.getMessage());
      problems.write(response, Desk.unavailable("The database does not answer now."));
      return;
    }
    chain.doFilter(request, response);
  }

  private static void requireSmall(HttpServletRequest request) {
    long length = request.getContentLengthLong();
    boolean isUpload = request.getMethod().equals("PUT") && isCode(request);
    if (!isUpload && length > Http.BODY_BYTES_MAX) {
      throw tooLarge(Http.BODY_BYTES_MAX);
    }
    if (length > Http.CODE_BYTES_MAX) {
      throw tooLarge(Http.CODE_BYTES_MAX);
    }
  }

  static boolean isCode(HttpServletRequest request) {
    return request.getRequestURI().startsWith(Paths.ROOT + "/code/");
  }

  static ProblemException tooLarge(long most) {
    return new ProblemException(
        ErrorCode.TOO_LARGE, List.of("The body must not be longer than " + most + " bytes."));
  }

  private Optional<Principal> principal(HttpServletRequest request) {
    var header = request.getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null) {
      if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
        throw ProblemException.unauthenticated();
      }
      return Optional.of(
          authenticator
              .byToken(header.substring(BEARER.length()).strip())
              .orElseThrow(ProblemException::unauthenticated));
    }
    return cookie(request).flatMap(authenticator::byCookie);
  }

  static Optional<String> cookie(HttpServletRequest request) {
    return request.getCookies() == null
        ? Optional.empty()
        : Arrays.stream(request.getCookies())
            .filter(cookie -> cookie.getName().equals(Http.SESSION_COOKIE))
            .map(Cookie::getValue)
            .findFirst();
  }

  private static void requireSameSite(HttpServletRequest request, Optional<Principal> principal) {
    if (SAFE_METHODS.contains(request.getMethod())) {
      return;
    }
    var origin = request.getHeader(HttpHeaders.ORIGIN);
    boolean isOwn =
        origin == null
            ? "same-origin".equals(request.getHeader("Sec-Fetch-Site"))
            : isOwn(origin, request.getHeader(HttpHeaders.HOST));
    boolean mustBeOwn = origin != null || principal.map(Principal::isCookie).orElse(false);
    if (mustBeOwn && !isOwn) {
      throw ProblemException.forbidden(
          "A request that changes something must come from this site's own pages.");
    }
  }

  private static boolean isOwn(String origin, String host) {
    try {
      return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException _) {
      return false;
    }
  }
}
