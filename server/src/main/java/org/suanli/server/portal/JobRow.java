package org.suanli.server.portal;

import org.suanli.core.units.JobId;

/// A job in a list; texts are empty where there is nothing to say.
///
/// @param sortKey of the list that it stands in; its next page begins after it
record JobRow(
    long number,
    String name,
    String project,
    String organization,
    String member,
    String state,
    String priorityClass,
    String accelerators,
    String model,
    int attempts,
    int tasks,
    String digest,
    Times times,
    String sortKey) {

  /// @param duration of its last attempt, up to now if it runs
  record Times(String submitted, String ended, String promised, String duration) {}

  public String id() {
    return new JobId(number).toString();
  }

  public String submitted() {
    return times.submitted();
  }

  public String ended() {
    return times.ended();
  }

  public String promised() {
    return times.promised();
  }

  public String duration() {
    return times.duration();
  }

  public boolean hasEnded() {
    return !state.equals("WAITING") && !state.equals("RUNNING");
  }

  /// The colour of its state.
  public String tone() {
    return switch (state) {
      case "SUCCEEDED" -> "good";
      case "RUNNING" -> "live";
      case "WAITING" -> "wait";
      case "FAILED" -> "bad";
      default -> "";
    };
  }
}
