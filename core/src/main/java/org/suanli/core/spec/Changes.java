package org.suanli.core.spec;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Fields that take the place of a job file's, whatever name either has. A mapping of variables, of
/// labels or of a checkpoint's settings replaces only what it names.
///
/// The changes stand on no line: what is wrong with them is said without one.
final class Changes {
  private static final Set<Field> BY_NAME = EnumSet.of(Field.ENV, Field.LABELS, Field.CHECKPOINT);

  private final EnumSet<Field> replaced = EnumSet.noneOf(Field.class);
  private final EnumMap<Field, Document.Mapping> merged = new EnumMap<>(Field.class);
  private final List<Document.Entry> rest = new ArrayList<>();

  /// The field that says the same in other words.
  private static Optional<Field> twin(Field field) {
    return switch (field) {
      case PRIORITY_CLASS -> Optional.of(Field.PREEMPTIBLE);
      case PREEMPTIBLE -> Optional.of(Field.PRIORITY_CLASS);
      default -> Optional.empty();
    };
  }

  private Changes(Document.Mapping changes) {
    for (var entry : changes.entries()) {
      var field = Field.find(entry.key(), Field.OF_JOB);
      field.flatMap(Changes::twin).ifPresent(replaced::add);
      if (field.filter(BY_NAME::contains).isPresent()
          && entry.value() instanceof Document.Mapping mapping) {
        merged.put(field.get(), mapping);
      } else {
        field.ifPresent(replaced::add);
        rest.add(entry);
      }
    }
  }

  static Document.Mapping apply(Document.Mapping file, Document.Mapping changes) {
    return new Changes(withoutLines(changes)).to(file);
  }

  private Document.Mapping to(Document.Mapping file) {
    var entries = new ArrayList<Document.Entry>();
    for (var entry : file.entries()) {
      var field = Field.find(entry.key(), Field.OF_JOB);
      if (field.filter(replaced::contains).isEmpty()) {
        var value = field.map(found -> changed(found, entry.value())).orElse(entry.value());
        entries.add(new Document.Entry(entry.key(), entry.line(), value));
      }
    }
    merged.forEach((field, news) -> entries.add(new Document.Entry(field.standard(), 0, news)));
    entries.addAll(rest);
    return new Document.Mapping(entries, file.line());
  }

  private Document changed(Field field, Document value) {
    if (field == Field.RESOURCES && value instanceof Document.Mapping(var parts, var line)) {
      var kept = new ArrayList<>(parts);
      kept.removeIf(
          part ->
              Field.find(part.key(), Field.OF_RESOURCES).filter(replaced::contains).isPresent());
      return new Document.Mapping(kept, line);
    }
    var news = merged.remove(field);
    return news == null ? value : merge(field, value, news);
  }

  private static Document merge(Field field, Document value, Document.Mapping news) {
    var names = new TreeSet<String>();
    news.entries().forEach(entry -> names.add(entry.key()));
    return switch (value) {
      case Document.Mapping(var entries, var line) -> {
        var all = new ArrayList<>(entries);
        all.removeIf(entry -> names.contains(entry.key()));
        all.addAll(news.entries());
        yield new Document.Mapping(all, line);
      }
      case Document.Sequence(var items, var line) -> {
        var all = new ArrayList<>(items);
        all.removeIf(item -> item instanceof Document.Scalar pair && names.contains(name(pair)));
        news.entries().forEach(entry -> all.add(pair(entry)));
        yield new Document.Sequence(all, line);
      }
      case Document.Scalar scalar when scalar.isNull() -> news;
      case Document.Scalar(_, _, var line) when field == Field.CHECKPOINT ->
          merge(
              field,
              new Document.Mapping(
                  List.of(new Document.Entry(Field.PATH.standard(), line, value)), line),
              news);
      case Document.Scalar(_, _, var line) ->
          merge(field, new Document.Sequence(List.of(value), line), news);
    };
  }

  private static String name(Document.Scalar pair) {
    int equals = pair.text().indexOf('=');
    return equals < 0 ? pair.text() : pair.text().substring(0, equals);
  }

  /// What is no pair stays a mapping, which lists of pairs refuse.
  private static Document pair(Document.Entry entry) {
    return entry.value() instanceof Document.Scalar(var text, _, var line)
        ? new Document.Scalar(entry.key() + "=" + text, true, line)
        : new Document.Mapping(List.of(entry), entry.line());
  }

  private static Document.Mapping withoutLines(Document.Mapping mapping) {
    return new Document.Mapping(
        mapping.entries().stream()
            .map(entry -> new Document.Entry(entry.key(), 0, withoutLines(entry.value())))
            .toList(),
        0);
  }

  private static Document withoutLines(Document document) {
    return switch (document) {
      case Document.Mapping mapping -> withoutLines(mapping);
      case Document.Sequence(var items, _) ->
          new Document.Sequence(items.stream().map(Changes::withoutLines).toList(), 0);
      case Document.Scalar(var text, var isQuoted, _) -> new Document.Scalar(text, isQuoted, 0);
    };
  }
}
