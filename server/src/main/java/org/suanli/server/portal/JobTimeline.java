package org.suanli.server.portal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.suanli.core.units.JobId;

/// What happened to a job, as a strip of its states and as a list in the reader's language.
@Component
final class JobTimeline {
  /// Of promises, checkpoints and requests to end, the latest.
  private static final int MARKS_MAX = 200;

  private static final int PERMILLE = 1_000;

  /// Shorter waits, such as those for the next cycle, are none to speak of.
  private static final Duration WAIT_MIN = Duration.ofSeconds(1);

  private final JdbcClient jdbc;
  private final Words words;

  JobTimeline(JdbcClient jdbc, Words words) {
    this.jdbc = jdbc;
    this.words = words;
  }

  /// Where a job begins and, if it has, ends.
  private record Span(
      Instant submitted, Optional<Instant> ended, String state, Optional<Instant> promised) {}

  private record Mark(Instant at, String kind) {}

  /// Something that happened.
  record Entry(Instant when, String at, String tone, String text) {}

  /// A stretch of one state; places are thousandths of the strip.
  record Segment(int from, int width, String tone, String text) {}

  /// @param middle of the strip, in time
  record Strip(List<Segment> segments, String from, String middle, String until) {}

  /// @param entries latest first
  record View(Strip strip, List<Entry> entries) {}

  View of(JobId job, List<AttemptRow> attempts, Instant now) {
    var span = span(job);
    return new View(strip(span, attempts, now), entries(span, attempts, marks(job)));
  }

  private Span span(JobId job) {
    return jdbc.sql("SELECT * FROM job WHERE id = :job")
        .param("job", job.value())
        .query(
            (row, _) ->
                new Span(
                    row.getTimestamp("submitted_at").toInstant(),
                    JobTable.instant(row, "ended_at"),
                    row.getString("state"),
                    JobTable.instant(row, "promised_at")))
        .single();
  }

  private List<Mark> marks(JobId job) {
    return jdbc.sql(
            """
            SELECT at, kind FROM job_event
            WHERE job = :job AND kind IN ('StartPromised', 'PromiseWithdrawn', 'CheckpointSaved',
              'StopRequested', 'KillRequested')
            ORDER BY seq DESC LIMIT :limit
            """)
        .param("job", job.value())
        .param("limit", MARKS_MAX)
        .query((row, _) -> new Mark(row.getTimestamp("at").toInstant(), row.getString("kind")))
        .list();
  }

  private Strip strip(Span span, List<AttemptRow> attempts, Instant now) {
    var end = span.ended().orElse(now);
    var scale = new Scale(span.submitted(), end);
    var segments = new ArrayList<Segment>();
    var at = span.submitted();
    for (var attempt : attempts.reversed()) {
      wait(segments, scale, at, attempt.times().placed());
      at = attempt.times().ended().orElse(end);
      var text =
          words.text(
              "timeline.segment", attempt.number(), words.text("attempt." + attempt.state()));
      scale.add(segments, attempt.times().placed(), at, new Segment(0, 0, attempt.tone(), text));
    }
    if (span.ended().isEmpty() || attempts.isEmpty()) {
      wait(segments, scale, at, end);
    }
    return new Strip(segments, words.at(span.submitted()), words.at(scale.middle()), words.at(end));
  }

  private void wait(List<Segment> into, Scale scale, Instant from, Instant until) {
    if (Duration.between(from, until).compareTo(WAIT_MIN) >= 0) {
      scale.add(into, from, until, new Segment(0, 0, "wait", words.text("state.WAITING")));
    }
  }

  private record Scale(Instant from, Instant until) {
    int place(Instant at) {
      long all = Math.max(1, Duration.between(from, until).toMillis());
      return (int) (Duration.between(from, at).toMillis() * PERMILLE / all);
    }

    Instant middle() {
      return from.plus(Duration.between(from, until).dividedBy(2));
    }

    /// At least a thousandth wide, so that nothing is lost.
    void add(List<Segment> into, Instant start, Instant end, Segment of) {
      int left = Math.min(place(start), PERMILLE - 1);
      int width = Math.max(1, place(end) - left);
      var text =
          of.text() + ", " + Words.of(Duration.between(start, end.isBefore(start) ? start : end));
      into.add(new Segment(left, width, of.tone(), text));
    }
  }

  private List<Entry> entries(Span span, List<AttemptRow> attempts, List<Mark> marks) {
    var entries = new ArrayList<Entry>();
    span.ended()
        .ifPresent(at -> add(entries, at, endTone(span.state()), "timeline.ended." + span.state()));
    for (var attempt : attempts) {
      addAttempt(entries, attempt, marks);
    }
    marks.stream()
        .filter(mark -> mark.kind().contains("Promise"))
        .findFirst()
        .ifPresent(mark -> addPromise(entries, mark, span.promised()));
    add(entries, span.submitted(), "", "timeline.submitted");
    // A stable sort: what happened at one instant stays in its order, latest first.
    entries.sort(Comparator.comparing(Entry::when).reversed());
    return entries;
  }

  private void addPromise(List<Entry> entries, Mark last, Optional<Instant> promised) {
    if (last.kind().equals("PromiseWithdrawn")) {
      add(entries, last.at(), "wait", "timeline.withdrawn");
    } else {
      var startsAt = promised.map(words::at).orElse(Words.NONE);
      add(entries, last.at(), "", "timeline.promised", startsAt);
    }
  }

  private static String endTone(String state) {
    return switch (state) {
      case "SUCCEEDED" -> "good";
      case "FAILED" -> "bad";
      default -> "";
    };
  }

  private void addAttempt(List<Entry> entries, AttemptRow attempt, List<Mark> marks) {
    int number = attempt.number();
    var own = marks.stream().filter(mark -> isWithin(mark, attempt)).toList();
    attempt
        .times()
        .ended()
        .ifPresent(
            at ->
                add(
                    entries,
                    at,
                    attempt.tone(),
                    "timeline.attempt.ended",
                    number,
                    words.text("attempt." + attempt.state())));
    addFirst(entries, own, "KillRequested", number);
    own.stream()
        .filter(mark -> mark.kind().equals("StopRequested"))
        .findFirst()
        .ifPresent(
            mark ->
                add(
                    entries,
                    mark.at(),
                    "wait",
                    "timeline.attempt.StopRequested",
                    number,
                    words.text("cause." + attempt.cause())));
    firstFailure(attempt)
        .ifPresent(
            task ->
                add(
                    entries,
                    task.ended().orElseThrow(),
                    "bad",
                    "timeline.attempt.task",
                    number,
                    task.name(),
                    task.exit()));
    var checkpoints = own.stream().filter(mark -> mark.kind().equals("CheckpointSaved")).toList();
    if (!checkpoints.isEmpty()) {
      add(
          entries,
          checkpoints.getFirst().at(),
          "live",
          "timeline.attempt.checkpoints",
          number,
          checkpoints.size());
    }
    attempt
        .times()
        .started()
        .ifPresent(at -> add(entries, at, "live", "timeline.attempt.started", number));
    addPlaced(entries, attempt);
  }

  private void addFirst(List<Entry> entries, List<Mark> marks, String kind, int number) {
    marks.stream()
        .filter(mark -> mark.kind().equals(kind))
        .findFirst()
        .ifPresent(mark -> add(entries, mark.at(), "wait", "timeline.attempt." + kind, number));
  }

  private void addPlaced(List<Entry> entries, AttemptRow attempt) {
    long nodes = attempt.tasks().stream().map(AttemptRow.TaskRow::node).distinct().count();
    add(
        entries,
        attempt.times().placed(),
        "",
        "timeline.attempt.placed",
        attempt.number(),
        nodes,
        attempt.where().cluster(),
        attempt.where().model());
  }

  private static boolean isWithin(Mark mark, AttemptRow attempt) {
    boolean isEarly = mark.at().isBefore(attempt.times().placed());
    boolean isLate = attempt.times().ended().map(mark.at()::isAfter).orElse(false);
    return !isEarly && !isLate;
  }

  /// The task whose end was not asked for; those that were asked to end because of it are listed
  /// with the attempt.
  private static Optional<AttemptRow.TaskRow> firstFailure(AttemptRow attempt) {
    return attempt.tasks().stream()
        .filter(task -> task.ended().isPresent() && !task.isGood())
        .min(Comparator.comparing(task -> task.ended().orElseThrow()));
  }

  // A text's values, as MessageFormat has them.
  private void add(List<Entry> entries, Instant at, String tone, String key, Object... values) {
    entries.add(new Entry(at, words.at(at), tone, words.text(key, values)));
  }
}
