package org.suanli.executor.local;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a runner writes down. Each record is one line of words and a line `end`, without which it
/// is not whole.
sealed interface RunnerRecord {

  /// A process, recognised beyond the reuse of its number.
  ///
  /// @param pid its number
  /// @param born ticks from the boot to its start
  record Identity(long pid, long born) {}

  /// The task is taken, by this runner alone.
  ///
  /// @param epoch of the server that sent the runner
  /// @param boot the boot of the machine, in which the identities mean something
  /// @param supervisor the process that waits for the task and will record its end
  /// @param runner the process that waits for the supervisor and for what writes the log
  record Claim(long epoch, String boot, Identity supervisor, Identity runner)
      implements RunnerRecord {}

  /// The task's process exists; it leads the session of its own number.
  record Begun(Identity leader) implements RunnerRecord {}

  /// The task's process ended.
  ///
  /// @param code 0 to 255; 128 + n if signal n ended it
  /// @param boot the boot in which it ran
  /// @param from start, since the boot
  /// @param until end, since the boot
  /// @param hasLeft whether it left processes of its group behind, which were then killed
  record Exited(int code, String boot, Duration from, Duration until, boolean hasLeft)
      implements RunnerRecord {}

  /// The platform lost the task or never started it.
  ///
  /// @param boot the boot in which this was found
  /// @param at when, since that boot
  /// @param evidence what shows it
  record Lost(String boot, Duration at, String evidence) implements RunnerRecord {}

  /// @return empty if the text is not a whole record
  static Optional<RunnerRecord> parse(String text) {
    List<String> lines = text.lines().toList();
    if (lines.size() != 2 || !lines.get(1).equals("end") || !text.endsWith("\n")) {
      return Optional.empty();
    }
    try {
      return parse(lines.getFirst().split(" ", 4), lines.getFirst().split(" ", -1));
    } catch (NumberFormatException | ArrayIndexOutOfBoundsException _) {
      return Optional.empty();
    }
  }

  private static Optional<RunnerRecord> parse(String[] head, String[] words) {
    return switch (words[0]) {
      case "claim" ->
          Optional.of(
              new Claim(
                  Long.parseLong(words[1]),
                  words[2],
                  identity(words[3], words[4]),
                  identity(words[5], words[6])));
      case "begun" -> Optional.of(new Begun(identity(words[1], words[2])));
      case "exited" ->
          Optional.of(
              new Exited(
                  Integer.parseInt(words[1]),
                  words[2],
                  uptime(words[3]),
                  uptime(words[4]),
                  hasLeft(words[5])));
      case "lost" -> Optional.of(new Lost(head[1], uptime(head[2]), head[3]));
      default -> Optional.empty();
    };
  }

  private static boolean hasLeft(String word) {
    if (!word.equals("left") && !word.equals("alone")) {
      throw new NumberFormatException("The word (" + word + ") must be left or alone.");
    }
    return word.equals("left");
  }

  private static Identity identity(String pid, String born) {
    return new Identity(Long.parseLong(pid), Long.parseLong(born));
  }

  /// Reads seconds with a fraction, as `/proc/uptime` has them.
  static Duration uptime(String seconds) {
    int point = seconds.indexOf('.');
    if (point < 0) {
      return Duration.ofSeconds(Long.parseLong(seconds));
    }
    String fraction = (seconds.substring(point + 1) + "000").substring(0, 3);
    return Duration.ofSeconds(Long.parseLong(seconds.substring(0, point)))
        .plusMillis(Long.parseLong(fraction));
  }

  /// The text of a loss; the evidence is held to one line.
  static String toText(Lost lost) {
    return "lost %s %d.%03d %s%nend%n"
        .formatted(
            lost.boot(),
            lost.at().toSeconds(),
            lost.at().toMillisPart(),
            lost.evidence().replaceAll("\\s+", " ").strip());
  }
}
