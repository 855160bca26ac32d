package org.suanli.server.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;
import org.suanli.api.ErrorCode;
import org.suanli.api.Http;
import org.suanli.api.Paths;
import org.suanli.server.identity.Principal;

/// Answers a creation that is sent again with the same key as it was answered first.
///
/// What is refused before it could change anything frees its key. What failed so that nobody knows
/// whether it took effect keeps the key taken: sent again, it is not done again.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 300)
final class Idempotency extends OncePerRequestFilter {
  private static final Logger LOG = LoggerFactory.getLogger(Idempotency.class);

  /// Answers to requests that changed nothing and may be answered otherwise the next time.
  private static final Set<Integer> NOT_KEPT = Set.of(401, 403, 404, 409, 429, 503);

  private static final int INTERNAL_MIN = 500;

  private final IdempotencyKeys keys;
  private final ProblemWriter problems;

  Idempotency(IdempotencyKeys keys, ProblemWriter problems) {
    this.keys = keys;
    this.problems = problems;
  }

  @Override
  protected boolean shouldNotFilter(HttpServletRequest request) {
    return !request.getMethod().equals("POST")
        || !request.getRequestURI().startsWith(Paths.ROOT + "/")
        || request.getHeader(Http.IDEMPOTENCY_KEY) == null
        || request.getAttribute(Callers.PRINCIPAL) == null;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    var principal = (Principal) request.getAttribute(Callers.PRINCIPAL);
    var text = request.getHeader(Http.IDEMPOTENCY_KEY);
    if (!isKey(text)) {
      problems.write(
          response,
          ProblemException.invalid(
              "The header (%s) must be 1 to %d characters from '!' to '~'."
                  .formatted(Http.IDEMPOTENCY_KEY, Http.IDEMPOTENCY_KEY_LENGTH_MAX)));
      return;
    }
    var key = new IdempotencyKeys.Key(principal.member(), text);
    IdempotencyKeys.Claim claim;
    try {
      claim = keys.claim(key, digest((Bodies.Read) request));
    } catch (DataAccessException e) {
      LOG.warn("event=key_not_claimed member={} reason={}", key.member(), e.getMessage());
      problems.write(response, Desk.unavailable("The database does not answer now."));
      return;
    }
    switch (claim) {
      case IdempotencyKeys.Claim.First _ -> answer(key, request, response, chain);
      case IdempotencyKeys.Claim.Answered(var stored) -> repeat(stored, response);
      case IdempotencyKeys.Claim.InFlight _ ->
          problems.write(
              response,
              problem(
                  ErrorCode.IN_FLIGHT,
                  "A request with this key is being answered, or failed so that it is not known"
                      + " whether it took effect.\nMaybe look at what it was to make."));
      case IdempotencyKeys.Claim.OtherRequest _ ->
          problems.write(
              response,
              problem(ErrorCode.KEY_REUSED, "The key must not be that of another request."));
    }
  }

  private static ProblemException problem(ErrorCode code, String violation) {
    return new ProblemException(code, List.of(violation));
  }

  private static boolean isKey(String text) {
    return !text.isEmpty()
        && text.length() <= Http.IDEMPOTENCY_KEY_LENGTH_MAX
        && text.chars().allMatch(c -> c >= '!' && c <= '~');
  }

  private static byte[] digest(Bodies.Read request) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      var query = request.getQueryString() == null ? "" : request.getQueryString();
      var head = request.getMethod() + " " + request.getRequestURI() + "?" + query + "\n";
      digest.update(head.getBytes(StandardCharsets.UTF_8));
      return digest.digest(request.body());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }

  private void answer(
      IdempotencyKeys.Key key,
      HttpServletRequest request,
      HttpServletResponse response,
      FilterChain chain)
      throws ServletException, IOException {
    var caught = new ContentCachingResponseWrapper(response);
    chain.doFilter(request, caught);
    try {
      note(key, caught);
    } catch (DataAccessException e) {
      // The answer is true all the same. The key stays taken: sent again, nothing is done again.
      LOG.warn("event=key_left_taken member={} reason={}", key.member(), e.getMessage());
    }
    caught.copyBodyToResponse();
  }

  private void note(IdempotencyKeys.Key key, ContentCachingResponseWrapper caught) {
    int status = caught.getStatus();
    if (NOT_KEPT.contains(status)) {
      keys.forget(key);
    } else if (status < INTERNAL_MIN) {
      keys.keep(
          key,
          new IdempotencyKeys.Stored(
              status, caught.getContentType(), caught.getContentAsByteArray()));
    }
  }

  private static void repeat(IdempotencyKeys.Stored stored, HttpServletResponse response)
      throws IOException {
    response.setStatus(stored.status());
    response.setHeader("Idempotent-Replayed", "true");
    if (stored.contentType() != null) {
      response.setContentType(stored.contentType());
    }
    response.getOutputStream().write(stored.body());
  }
}
