package org.suanli.cli.command;

/// While a job is followed: an interruption ends the following alone, and says so.
///
/// The Java runtime itself ends with code 130 on Ctrl-C.
final class Following implements AutoCloseable {
  private final Thread hook;

  Following(Session session, String job) {
    hook =
        Thread.ofPlatform()
            .name("following")
            .unstarted(
                () -> {
                  var err = session.terminal().err();
                  err.println();
                  err.println("Stopped following; " + job + " goes on.");
                  err.println("Maybe suanli cancel " + job + ", to end it.");
                  err.flush();
                });
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The runtime is ending already, and the hook speaks.
      return;
    }
  }
}
