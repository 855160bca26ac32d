package org.suanli.core.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// A value of the document and the way to it. Its readers answer empty after they have reported
/// what is wrong, so that reading goes on and finds every violation.
///
/// @param path such as `roles[1].cpus`
/// @param line where the name of the value stands
/// @param value what is read
/// @param findings where violations go
record Spot(String path, int line, Document value, Findings findings) {
  /// Of a value or a name within a message.
  private static final int SHOWN_MAX = 60;

  /// Short enough for an `int`.
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]{1,9}");

  /// Reports "The path (value) must …".
  void refuse(String must) {
    report("The %s (%s) must %s.".formatted(path, shown(value), must));
  }

  void refuse(String must, String maybe) {
    report("The %s (%s) must %s.\nMaybe %s.".formatted(path, shown(value), must, maybe));
  }

  void report(String message) {
    findings.add(new Violation(line, path, message));
  }

  /// The text of a single value, quoted or not.
  Optional<String> text() {
    return switch (value) {
      case Document.Scalar scalar when scalar.isNull() || scalar.isMissing() -> {
        report("The %s must have a value.".formatted(path));
        yield Optional.empty();
      }
      case Document.Scalar(var text, _, _) -> Optional.of(text.strip());
      case Document.Mapping _, Document.Sequence _ -> {
        refuse("be a single value");
        yield Optional.empty();
      }
    };
  }

  /// A single value of printable characters on one line.
  Optional<String> line(int lengthMax) {
    var text = text();
    if (text.isPresent()
        && (text.get().isEmpty()
            || text.get().length() > lengthMax
            || !isWellFormed(text.get())
            || text.get().chars().anyMatch(Character::isISOControl))) {
      refuse("be 1 to %,d printable characters on one line".formatted(lengthMax));
      return Optional.empty();
    }
    return text;
  }

  /// A single value as written, of one or several lines, that is not blank.
  Optional<String> block(int lengthMax) {
    if (text().isEmpty() || !(value instanceof Document.Scalar(var text, _, _))) {
      return Optional.empty();
    }
    if (text.isBlank() || text.length() > lengthMax || !isWellFormed(text)) {
      refuse("be 1 to %,d characters of text".formatted(lengthMax));
      return Optional.empty();
    }
    return Optional.of(text);
  }

  OptionalInt whole(int least, int most) {
    var text = text();
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    if (WHOLE.matcher(text.get()).matches()) {
      int number = Integer.parseInt(text.get());
      if (number >= least && number <= most) {
        return OptionalInt.of(number);
      }
    }
    refuse("be a whole number, %,d to %,d".formatted(least, most));
    return OptionalInt.empty();
  }

  Optional<Boolean> flag() {
    var text = text();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    return switch (text.get().toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> Optional.of(true);
      case "false", "no", "off" -> Optional.of(false);
      default -> {
        refuse("be true or false");
        yield Optional.empty();
      }
    };
  }

  /// The parts of a list; a single value is a list of one.
  List<Spot> items(int most) {
    return switch (value) {
      case Document.Sequence(var items, _) -> {
        if (items.isEmpty() || items.size() > most) {
          report(
              "The %s (%d) must be 1 to %,d, or be left out.".formatted(path, items.size(), most));
          yield List.of();
        }
        var spots = new ArrayList<Spot>();
        for (int index = 0; index < items.size(); index++) {
          var item = items.get(index);
          spots.add(new Spot(path + "[" + index + "]", item.line(), item, findings));
        }
        yield spots;
      }
      case Document.Scalar _ -> List.of(this);
      case Document.Mapping _ -> {
        refuse("be a list");
        yield List.of();
      }
    };
  }

  /// A named value of a mapping.
  record Member(String name, Spot spot) {}

  /// The named values of a mapping, each name once.
  List<Member> members(Document.Mapping mapping, int most) {
    if (mapping.entries().size() > most) {
      report("The %s (%,d) must be at most %,d.".formatted(path, mapping.entries().size(), most));
      return List.of();
    }
    var members = new ArrayList<Member>();
    var lines = new TreeMap<String, Integer>();
    for (var entry : mapping.entries()) {
      var spot = member(entry);
      var first = lines.putIfAbsent(entry.key(), entry.line());
      if (first == null) {
        members.add(new Member(entry.key(), spot));
      } else {
        spot.report(
            "The %s must be given once; it stands on line %d already.".formatted(spot.path, first));
      }
    }
    return members;
  }

  Spot member(Document.Entry entry) {
    var prefix = path.isEmpty() ? "" : path + ".";
    return new Spot(prefix + shown(entry.key()), entry.line(), entry.value(), findings);
  }

  static String shown(Document value) {
    return switch (value) {
      case Document.Scalar(var text, _, _) -> shown(text);
      case Document.Sequence _ -> "a list";
      case Document.Mapping _ -> "a mapping";
    };
  }

  /// At most {@link #SHOWN_MAX} characters on one line.
  static String shown(String text) {
    int end = Math.min(text.length(), SHOWN_MAX);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    var shown = new StringBuilder();
    text.substring(0, end)
        .codePoints()
        .map(c -> Character.isISOControl(c) ? ' ' : c)
        .map(c -> Character.getType(c) == Character.SURROGATE ? '?' : c)
        .forEach(shown::appendCodePoint);
    return end < text.length() ? shown.append('…').toString() : shown.toString();
  }

  /// Whether the text can be written as UTF-8 and handed to a process: neither half a character nor
  /// a zero.
  static boolean isWellFormed(String text) {
    return text.codePoints().noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
  }
}
