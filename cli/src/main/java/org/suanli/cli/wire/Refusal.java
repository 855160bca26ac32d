package org.suanli.cli.wire;

import java.util.List;
import java.util.stream.Stream;
import org.suanli.api.ErrorCode;
import org.suanli.api.Problem;
import org.suanli.cli.terminal.Exit;
import org.suanli.cli.terminal.Failure;

/// What the server refused.
///
/// @param isPassing whether the same request may be answered otherwise in a while: a refusal for
///   overload comes before anything was done, and a key in flight will have its answer
record Refusal(Failure failure, boolean isPassing) {

  /// @param contentType of the answer; empty if it has none
  /// @param body of the answer
  static Refusal of(int status, String contentType, String body) {
    boolean isOverload = status == 503 || status == 429;
    if (body.isBlank() || !contentType.contains("json")) {
      var sentence = "The server answered with status " + status + ".";
      return new Refusal(new Failure(exit(status), sentence), isOverload);
    }
    var problem = Wire.read(Wire.parse(body), Problem.class);
    boolean isPassing =
        problem.code() == ErrorCode.IN_FLIGHT || isOverload && problem.code() != ErrorCode.LIMIT;
    return new Refusal(new Failure(exit(status), sentences(status, problem)), isPassing);
  }

  private static List<String> sentences(int status, Problem problem) {
    var violations =
        !problem.violations().isEmpty()
            ? problem.violations()
            : problem.detail() != null && !problem.detail().isBlank()
                ? List.of(problem.detail())
                : List.of("The server answered with status " + status + ".");
    if (status == 401 && violations.stream().noneMatch(line -> line.contains("\nMaybe"))) {
      var first = violations.getFirst() + "\nMaybe sign in: suanli login.";
      return violations.size() == 1
          ? List.of(first)
          : Stream.concat(Stream.of(first), violations.stream().skip(1)).toList();
    }
    return violations;
  }

  private static Exit exit(int status) {
    return switch (status) {
      case 401, 403 -> Exit.UNAUTHORIZED;
      case 404 -> Exit.NOT_FOUND;
      case 409, 412, 422, 429, 503 -> Exit.CONFLICT;
      case 502, 504 -> Exit.UNREACHABLE;
      default -> Exit.REFUSED;
    };
  }
}
