package org.suanli.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An error as RFC 9457 has it, sent as `application/problem+json`.
///
/// @param type `urn:suanli:error:` and the code in lower case
/// @param title what kind of error it is, in words
/// @param status the HTTP status
/// @param detail this one's first sentence
/// @param code for programs
/// @param violations everything that is wrong, each as a sentence; a second line begins "Maybe"
public record Problem(
    String type,
    String title,
    int status,
    @Nullable String detail,
    ErrorCode code,
    List<String> violations) {
  public static final String TYPE_PREFIX = "urn:suanli:error:";

  public Problem {
    violations = violations == null ? List.of() : List.copyOf(violations);
  }
}
