package org.suanli.server.portal;

import org.springframework.stereotype.Component;
import org.suanli.core.spec.Fault;
import org.suanli.core.spec.Violation;

/// What is wrong with a job file, in the reader's language. English is what programs are told; the
/// bundles hold the others.
@Component
final class Faults {
  private final Words words;

  Faults(Words words) {
    this.words = words;
  }

  /// @param text one sentence, or two on lines of their own
  /// @param isEnglish whatever the reader's language
  record Line(String text, boolean isEnglish) {
    static Line english(String text) {
      return new Line(text, true);
    }
  }

  Line line(Violation violation) {
    var values = violation.values().stream().map(this::value).toArray();
    return words
        .find("fault." + violation.fault(), values)
        .map(sentence -> new Line(placed(violation.line(), sentence), false))
        .orElseGet(() -> Line.english(violation.toString()));
  }

  private String placed(int line, String sentence) {
    return line == 0 ? sentence : words.text("fault.line", line, sentence);
  }

  private Object value(Object value) {
    return value instanceof Fault.Phrase phrase
        ? words.find("fault.phrase." + phrase.name()).orElseGet(phrase::toString)
        : value;
  }
}
