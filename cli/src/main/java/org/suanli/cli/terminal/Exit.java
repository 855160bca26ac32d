package org.suanli.cli.terminal;

/// Exit codes, which scripts may rely on.
public enum Exit {
  OK(0, "It was done."),
  REFUSED(1, "The server refused the request, or failed to answer it."),
  USAGE(2, "The command line or a local file is wrong."),
  UNAUTHORIZED(3, "Nobody is signed in, or who is may not do this."),
  NOT_FOUND(4, "It is not there."),
  CONFLICT(5, "It conflicts with the present state, or a limit or overload outlasted the retries."),
  UNREACHABLE(6, "The server cannot be reached."),
  JOB_FAILED(7, "The job ended, but not successfully."),
  INTERRUPTED(130, "The client was interrupted; jobs go on.");

  private final int code;
  private final String meaning;

  Exit(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  /// One sentence.
  public String meaning() {
    return meaning;
  }
}
