package org.suanli.simulation.trace;

import java.util.List;

/// A trace, or a description of a fleet, that cannot be read as what it is said to be. The user's
/// fault.
public final class MalformedTraceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public MalformedTraceException(List<String> messages) {
    super(String.join("\n", messages));
  }
}
