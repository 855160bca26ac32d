package org.suanli.core.spec;

import java.util.List;
import java.util.Locale;

/// One thing that is wrong with a job file.
///
/// @param line where it stands, counted from 1; 0 where it stands in no file
/// @param field the way to it, such as `roles[1].cpus`; empty for the file as a whole
/// @param fault what is wrong
/// @param values what its sentence holds: texts, numbers and {@link Fault.Phrase}s
public record Violation(int line, String field, Fault fault, List<?> values) {
  public Violation {
    values = List.copyOf(values);
  }

  /// Of the job as a whole, on no line.
  public static Violation of(Fault fault, Object... values) {
    return new Violation(0, "", fault, List.of(values));
  }

  /// What is wrong, in English: what (its value) must be what; a second line, where one helps,
  /// starts "Maybe".
  public String message() {
    return String.format(Locale.ROOT, fault.template(), values.toArray());
  }

  @Override
  public String toString() {
    return line == 0 ? message() : "line " + line + ": " + message();
  }
}
