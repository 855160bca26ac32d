package org.suanli.server.jobfile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.suanli.core.spec.Document;
import org.suanli.core.spec.Fault;
import org.suanli.core.spec.JobFile;
import org.suanli.core.spec.Violation;

/// Reads YAML 1.2, and so JSON, as a document with lines.
///
/// The tree is built from the parser's events on a stack of its own: nesting costs no call depth,
/// and what an alias repeats is counted before it is accepted. Scalars stay text, so that `1.10`
/// and `010` reach an environment as they were written. Time and memory are linear in the bounds.
public final class Yaml {
  /// A job file needs five levels.
  private static final int DEPTH_MAX = 32;

  /// Values after aliases were expanded: the largest job file within the other bounds has some
  /// 20,000.
  private static final int VALUES_MAX = 50_000;

  private static final String TEXT_TAG = "tag:yaml.org,2002:str";

  /// What came of a text.
  public sealed interface Read {

    record Ok(Document document) implements Read {}

    /// Where reading had to end, and why.
    record Bad(Violation violation) implements Read {}
  }

  /// A mapping or list that is not closed yet.
  private static final class Open {
    final int line;
    final boolean isMapping;
    final Optional<String> anchor;
    final int valuesBefore;
    final List<Document> items = new ArrayList<>();
    final List<Document.Entry> entries = new ArrayList<>();
    Document.@Nullable Scalar key;

    Open(CollectionStartEvent start, int valuesBefore) {
      line = lineOf(start);
      isMapping = start instanceof MappingStartEvent;
      anchor = anchorOf(start);
      this.valuesBefore = valuesBefore;
    }
  }

  /// A finished part that aliases may repeat.
  private record Anchored(Document document, int values) {}

  /// Ends reading; caught in {@link #read}.
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Violation violation;

    Refused(int line, Fault fault, Object... values) {
      super(fault.name(), null, false, false);
      violation = new Violation(line, "", fault, List.of(values));
    }
  }

  private final Deque<Open> open = new ArrayDeque<>();
  private final Map<String, Anchored> anchors = new HashMap<>();
  private @Nullable Document root;
  private int documents;
  private int values;

  private Yaml() {}

  /// Reads one document of at most {@link JobFile#LENGTH_MAX} characters.
  public static Read read(String text) {
    if (text.length() > JobFile.LENGTH_MAX) {
      return bad(1, Fault.TOO_LONG, text.length(), JobFile.LENGTH_MAX);
    }
    var settings = LoadSettings.builder().setCodePointLimit(JobFile.LENGTH_MAX).build();
    var reading = new Yaml();
    try {
      for (var event : new Parse(settings).parseString(text)) {
        reading.accept(event);
      }
    } catch (Refused refused) {
      return new Read.Bad(refused.violation);
    } catch (MarkedYamlEngineException e) {
      return bad(e);
    } catch (ReaderException e) {
      int line = 1 + (int) text.codePoints().limit(e.getPosition()).filter(c -> c == '\n').count();
      return bad(line, Fault.NOT_PRINTABLE, "U+%04X".formatted(e.getCodePoint()));
    } catch (YamlEngineException e) {
      return bad(1, Fault.NOT_READABLE, String.valueOf(e.getMessage()));
    }
    return reading.root == null ? bad(1, Fault.EMPTY) : new Read.Ok(reading.root);
  }

  private static Read bad(int line, Fault fault, Object... values) {
    return new Read.Bad(new Violation(line, "", fault, List.of(values)));
  }

  private static Read bad(MarkedYamlEngineException e) {
    var mark = e.getProblemMark().or(e::getContextMark);
    int line = mark.map(Mark::getLine).orElse(0) + 1;
    int column = mark.map(Mark::getColumn).orElse(0) + 1;
    var problem = e.getProblem();
    var fault = problem.contains("TAB") ? Fault.TAB : Fault.NOT_READABLE_THERE;
    return bad(line, fault, line, column, problem);
  }

  private void accept(Event event) {
    switch (event.getEventId()) {
      case StreamStart, StreamEnd, DocumentEnd, Comment -> {}
      case DocumentStart -> startDocument((DocumentStartEvent) event);
      case MappingStart, SequenceStart -> start((CollectionStartEvent) event);
      case MappingEnd, SequenceEnd -> end();
      case Scalar -> scalar((ScalarEvent) event);
      case Alias -> alias((AliasEvent) event);
    }
  }

  private void startDocument(DocumentStartEvent event) {
    documents++;
    if (documents > 1) {
      throw new Refused(lineOf(event), Fault.SEVERAL_JOBS);
    }
  }

  private void start(CollectionStartEvent event) {
    event.getTag().ifPresent(tag -> refuseTag(tag, event));
    if (open.size() == DEPTH_MAX) {
      throw new Refused(lineOf(event), Fault.NESTING, DEPTH_MAX);
    }
    open.push(new Open(event, values));
    count(1, event);
  }

  private void end() {
    var closed = open.pop();
    var document =
        closed.isMapping
            ? new Document.Mapping(closed.entries, closed.line)
            : new Document.Sequence(closed.items, closed.line);
    closed.anchor.ifPresent(
        name -> anchors.put(name, new Anchored(document, values - closed.valuesBefore)));
    add(document);
  }

  private void scalar(ScalarEvent event) {
    boolean isText = event.getTag().equals(Optional.of(TEXT_TAG));
    if (!isText) {
      event.getTag().ifPresent(tag -> refuseTag(tag, event));
    }
    count(1, event);
    var scalar = new Document.Scalar(event.getValue(), isText || !event.isPlain(), lineOf(event));
    anchorOf(event).ifPresent(name -> anchors.put(name, new Anchored(scalar, 1)));
    add(scalar);
  }

  private void alias(AliasEvent event) {
    var name = event.getAlias().getValue();
    var anchored = anchors.get(name);
    if (anchored == null) {
      throw new Refused(lineOf(event), Fault.ALIAS, name);
    }
    count(anchored.values, event);
    add(anchored.document);
  }

  private void add(Document document) {
    var parent = open.peek();
    if (parent == null) {
      root = document;
    } else if (!parent.isMapping) {
      parent.items.add(document);
    } else if (parent.key != null) {
      var key = parent.key;
      parent.entries.add(new Document.Entry(key.text(), key.line(), document));
      parent.key = null;
    } else if (document instanceof Document.Scalar key) {
      parent.key = key;
    } else {
      throw new Refused(document.line(), Fault.NAME_NOT_A_WORD);
    }
  }

  private void count(int more, Event event) {
    values += more;
    if (values > VALUES_MAX) {
      throw new Refused(lineOf(event), Fault.VALUES, VALUES_MAX);
    }
  }

  private static void refuseTag(String tag, Event event) {
    boolean isCore = tag.startsWith("tag:yaml.org,2002:");
    throw new Refused(
        lineOf(event), Fault.TAG, isCore ? "!!" + tag.substring(tag.indexOf("2002:") + 5) : tag);
  }

  private static int lineOf(Event event) {
    return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }

  private static Optional<String> anchorOf(NodeEvent event) {
    return event.getAnchor().map(anchor -> anchor.getValue());
  }
}
