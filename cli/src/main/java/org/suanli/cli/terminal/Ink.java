package org.suanli.cli.terminal;

/// Colours by what they mean.
public enum Ink {
  PLAIN(""),
  GOOD("32"),
  BUSY("33"),
  BAD("31"),
  FAINT("2"),
  HEADER("1");

  private final String code;

  Ink(String code) {
    this.code = code;
  }

  /// The text between escape sequences; as it is if plain.
  public String paint(String text) {
    return code.isEmpty() || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }

  /// What a state of a job, attempt or node looks like.
  public static Ink ofState(String state) {
    return switch (state) {
      case "RUNNING", "SUCCEEDED", "READY", "UP" -> GOOD;
      case "WAITING", "LAUNCHING", "STOPPING", "CORDONED", "DRAINING" -> BUSY;
      case "FAILED", "DOWN", "UNKNOWN", "LOST" -> BAD;
      case "CANCELLED", "ENDED" -> FAINT;
      // States that later servers know are shown as they are.
      default -> PLAIN;
    };
  }
}
