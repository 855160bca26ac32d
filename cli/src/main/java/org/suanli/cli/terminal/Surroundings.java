package org.suanli.cli.terminal;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/// All that a command knows of the machine that it runs on.
///
/// @param clock also gives the zone in which times are shown
/// @param folder that relative paths start from
public record Surroundings(
    Map<String, String> environment, Terminal terminal, Clock clock, Path folder, Pause pause) {

  /// Waits.
  public interface Pause {
    /// @throws InterruptedException if the thread is to end
    void sleep(Duration duration) throws InterruptedException;
  }

  /// A variable's value; empty if it is not set.
  public String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  public Path resolve(String path) {
    return folder.resolve(path).normalize();
  }

  /// Waits.
  ///
  /// @throws Failure if interrupted
  public void sleep(Duration duration) {
    try {
      pause.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(Exit.INTERRUPTED, "The client was interrupted.");
    }
  }
}
