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
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;
import org.suanli.api.ErrorCode;
import org.suanli.api.Http;
import org.suanli.api.Paths;
import org.suanli.server.database.DatabaseException;
import org.suanli.server.identity.Principal;
import org.suanli.server.loop.Commands;
import org.suanli.server.loop.NotLeader;

/// Answers a creation that is sent again with the same key as it was answered first.
///
/// What is refused before it could change anything frees its key. What became durable without an
/// answer, for its server died or the database did, is answered when it is sent again; what did not
/// is done then.
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 300)
final class Idempotency extends OncePerRequestFilter {
  private static final Logger LOG = LoggerFactory.getLogger(Idempotency.class);

  /// Answers to requests that changed nothing and may be answered otherwise the next time.
  private static final Set<Integer> NOT_KEPT = Set.of(401, 403, 404, 409, 429, 503);

  private static final int REFUSED_MIN = 400;
  private static final int INTERNAL_MIN = 500;

  /// What changes the database and brings no command: it does so in the transaction that keeps its
  /// answer.
  private static final Set<String> WITHOUT_COMMAND = Set.of(Paths.TOKENS, Paths.MEMBER_INVITATION);

  private final IdempotencyKeys keys;
  private final Commands commands;
  private final PlatformTransactionManager transactions;
  private final ProblemWriter problems;

  /// What a filter is called with.
  private record Exchange(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain) {
    /// @param pattern with `{name}` for any part
    boolean isTo(String pattern) {
      return request.getRequestURI().matches(pattern.replaceAll("\\{[^}]+}", "[^/]+"));
    }
  }

  Idempotency(
      IdempotencyKeys keys,
      Commands commands,
      PlatformTransactionManager transactions,
      ProblemWriter problems) {
    this.keys = keys;
    this.commands = commands;
    this.transactions = transactions;
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
    var epoch = commands.epoch();
    if (epoch.isEmpty()) {
      problems.write(response, Desk.unavailable("This server does not lead now."));
      return;
    }
    IdempotencyKeys.Claim claim;
    try {
      var key = new IdempotencyKeys.Key(principal.member(), text);
      claim = keys.claim(key, digest((Bodies.Read) request), epoch.getAsLong());
    } catch (DataAccessException | DatabaseException e) {
      LOG.warn("event=key_not_claimed member={} reason={}", principal.member(), e.getMessage());
      problems.write(response, Desk.unavailable("The database does not answer now."));
      return;
    }
    switch (claim) {
      case IdempotencyKeys.Claim.First(var key) ->
          answer(new Desk.Keyed(key, Optional.empty()), new Exchange(request, response, chain));
      case IdempotencyKeys.Claim.Made(var key, var events) ->
          answer(new Desk.Keyed(key, Optional.of(events)), new Exchange(request, response, chain));
      case IdempotencyKeys.Claim.Answered(var stored) -> repeat(stored, response);
      case IdempotencyKeys.Claim.InFlight _ ->
          problems.write(
              response, problem(ErrorCode.IN_FLIGHT, "A request with this key is being answered."));
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

  private void answer(Desk.Keyed keyed, Exchange exchange) throws ServletException, IOException {
    var caught = new ContentCachingResponseWrapper(exchange.response());
    try {
      if (WITHOUT_COMMAND.stream().anyMatch(path -> exchange.isTo(path))) {
        answerInTransaction(keyed, exchange, caught);
      } else {
        pass(keyed, exchange, caught);
        note(keyed, caught);
      }
    } finally {
      keyed.asked().whenComplete((_, _) -> keys.release(keyed.key()));
    }
    caught.copyBodyToResponse();
  }

  private void answerInTransaction(
      Desk.Keyed keyed, Exchange exchange, ContentCachingResponseWrapper caught)
      throws ServletException, IOException {
    try {
      var transaction = transactions.getTransaction(null);
      try {
        pass(keyed, exchange, caught);
        if (caught.getStatus() < REFUSED_MIN) {
          if (!keys.keepWithin(keyed.key(), stored(caught))) {
            throw new NotLeader();
          }
          transactions.commit(transaction);
          return;
        }
      } finally {
        if (!transaction.isCompleted()) {
          transactions.rollback(transaction);
        }
      }
      note(keyed, caught);
    } catch (NotLeader | TransactionException | DataAccessException e) {
      LOG.warn("event=answer_undone member={} reason={}", keyed.key().member(), e.getMessage());
      caught.reset();
      problems.write(caught, Desk.unavailable("The database does not answer now."));
    }
  }

  private void pass(Desk.Keyed keyed, Exchange exchange, ContentCachingResponseWrapper caught)
      throws ServletException, IOException {
    try {
      ScopedValue.where(Desk.KEYED, keyed)
          .call(
              () -> {
                exchange.chain().doFilter(exchange.request(), caught);
                return keyed;
              });
    } catch (ServletException | IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("A request fails with nothing else.", e);
    }
  }

  private void note(Desk.Keyed keyed, ContentCachingResponseWrapper caught) {
    int status = caught.getStatus();
    try {
      if (NOT_KEPT.contains(status)) {
        keys.forget(keyed.key());
      } else if (status < INTERNAL_MIN) {
        keys.keep(keyed.key(), stored(caught));
      }
    } catch (DataAccessException e) {
      // The answer is true all the same; whoever sends it again has it made anew.
      LOG.warn("event=answer_not_kept member={} reason={}", keyed.key().member(), e.getMessage());
    }
  }

  private static IdempotencyKeys.Stored stored(ContentCachingResponseWrapper caught) {
    return new IdempotencyKeys.Stored(
        caught.getStatus(), caught.getContentType(), caught.getContentAsByteArray());
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
