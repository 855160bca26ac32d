package org.suanli.core.engine;

import java.util.List;

/// A command that was not accepted. Nothing has changed.
///
/// @param code what kind of fault of the caller's it is
/// @param messages every violation; at least one
public record Rejected(Code code, List<String> messages) {

  /// The kinds of fault.
  public enum Code {
    /// The request itself is wrong.
    INVALID,
    /// What it names is not there.
    NOT_FOUND,
    /// What it asks for does not go with the present state.
    CONFLICT,
    /// A bound of the platform is reached.
    LIMIT
  }

  public Rejected {
    messages = List.copyOf(messages);
  }

  static Rejected invalid(String message) {
    return new Rejected(Code.INVALID, List.of(message));
  }

  static Rejected notFound(Object what) {
    return new Rejected(Code.NOT_FOUND, List.of("The " + what + " is not known."));
  }

  static Rejected conflict(String message) {
    return new Rejected(Code.CONFLICT, List.of(message));
  }
}
