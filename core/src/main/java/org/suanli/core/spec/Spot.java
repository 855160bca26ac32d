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

  /// Reports a fault of this value.
  ///
  /// @param more values of the fault, after the way to this value and itself
  void refuse(Fault fault, Object... more) {
    var values = new ArrayList<Object>(List.of(path, shown(value)));
    values.addAll(List.of(more));
    findings.add(new Violation(line, path, fault, values));
  }

  /// Reports a fault that stands here.
  void report(Fault fault, Object... values) {
    findings.add(new Violation(line, path, fault, List.of(values)));
  }

  /// The text of a single value, quoted or not.
  Optional<String> text() {
    return switch (value) {
      case Document.Scalar scalar when scalar.isNull() || scalar.isMissing() -> {
        report(Fault.NO_VALUE, path);
        yield Optional.empty();
      }
      case Document.Scalar(var text, _, _) -> Optional.of(text.strip());
      case Document.Mapping _, Document.Sequence _ -> {
        refuse(Fault.NOT_A_SINGLE_VALUE);
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
      refuse(Fault.NOT_A_LINE, lengthMax);
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
      refuse(Fault.NOT_A_TEXT, lengthMax);
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
    refuse(Fault.NOT_WHOLE, least, most);
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
        refuse(Fault.NOT_A_FLAG);
        yield Optional.empty();
      }
    };
  }

  /// The parts of a list; a single value is a list of one.
  List<Spot> items(int most) {
    return switch (value) {
      case Document.Sequence(var items, _) -> {
        if (items.isEmpty() || items.size() > most) {
          report(Fault.ITEMS, path, items.size(), most);
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
        refuse(Fault.NOT_A_LIST);
        yield List.of();
      }
    };
  }

  /// A named value of a mapping.
  record Member(String name, Spot spot) {}

  /// The named values of a mapping, each name once.
  List<Member> members(Document.Mapping mapping, int most) {
    if (mapping.entries().size() > most) {
      report(Fault.MEMBERS, path, mapping.entries().size(), most);
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
        spot.report(Fault.TWICE, spot.path, first);
      }
    }
    return members;
  }

  Spot member(Document.Entry entry) {
    var prefix = path.isEmpty() ? "" : path + ".";
    return new Spot(prefix + shown(entry.key()), entry.line(), entry.value(), findings);
  }

  private static Object shown(Document value) {
    return switch (value) {
      case Document.Scalar(var text, _, _) -> shown(text);
      case Document.Sequence _ -> Fault.Phrase.A_LIST;
      case Document.Mapping _ -> Fault.Phrase.A_MAPPING;
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
