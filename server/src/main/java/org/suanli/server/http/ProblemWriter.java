package org.suanli.server.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.suanli.api.ErrorCode;
import org.suanli.api.Http;
import org.suanli.api.Problem;
import tools.jackson.databind.json.JsonMapper;

/// Writes problems, the same from filters and from resources.
@Component
final class ProblemWriter {
  private final JsonMapper json;

  ProblemWriter(JsonMapper json) {
    this.json = json;
  }

  void write(HttpServletResponse response, ProblemException problem) throws IOException {
    if (response.isCommitted()) {
      throw new IOException("The answer had begun when it failed.", problem);
    }
    response.resetBuffer();
    response.setStatus(problem.code().status());
    response.setContentType(Http.PROBLEM_TYPE);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    problem
        .retryAfter()
        .ifPresent(wait -> response.setHeader(HttpHeaders.RETRY_AFTER, seconds(wait)));
    if (problem.code() == ErrorCode.UNAUTHENTICATED) {
      response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"suanli\"");
    }
    response.getOutputStream().write(json.writeValueAsBytes(toProblem(problem)));
  }

  static Problem toProblem(ProblemException problem) {
    var name = problem.code().name().toLowerCase(Locale.ROOT).replace('_', '-');
    var first = problem.violations().isEmpty() ? null : problem.violations().getFirst();
    return new Problem(
        Problem.TYPE_PREFIX + name,
        title(problem.code()),
        problem.code().status(),
        first,
        problem.code(),
        problem.violations());
  }

  /// Whole seconds, rounded up.
  private static String seconds(Duration wait) {
    return Long.toString(Math.max(1, Math.ceilDiv(wait.toMillis(), 1_000L)));
  }

  private static String title(ErrorCode code) {
    return switch (code) {
      case INVALID -> "The request is not valid";
      case UNAUTHENTICATED -> "Nobody is signed in";
      case FORBIDDEN -> "Not permitted";
      case NOT_FOUND -> "Not found";
      case METHOD_NOT_ALLOWED -> "Method not allowed";
      case NOT_ACCEPTABLE -> "No acceptable form";
      case CONFLICT -> "Not in the present state";
      case IN_FLIGHT -> "The same request is being answered";
      case PRECONDITION_FAILED -> "Changed meanwhile";
      case TOO_LARGE -> "Too large";
      case UNSUPPORTED_MEDIA_TYPE -> "Unsupported media type";
      case KEY_REUSED -> "The key was used for another request";
      case LIMIT -> "A limit is reached";
      case TOO_MANY_REQUESTS -> "Too many requests";
      case INTERNAL -> "Something went wrong";
      case UNAVAILABLE -> "Not available now";
    };
  }
}
