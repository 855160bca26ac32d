package org.suanli.server.portal;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseBody;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;
import org.suanli.executor.local.LocalExecutor;
import org.suanli.executor.local.Logs;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What tasks wrote, and the training curve that is in it.
@Controller
final class JobLog {
  private static final int CHUNK_BYTES = 256 << 10;

  /// A curve is read from at most so much of each attempt's log.
  private static final long CURVE_BYTES_MAX = 16 << 20;

  private static final int POINTS_MAX = 1_000;

  private final Optional<LocalExecutor> host;
  private final JdbcClient jdbc;
  private final InstantSource clock;
  private final JsonMapper json = JsonMapper.builder().build();

  JobLog(Optional<LocalExecutor> host, JdbcClient jdbc, InstantSource clock) {
    this.host = host;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  record Chunk(String text, long next) {}

  record Curve(List<List<Number>> training, List<List<Number>> heldOut) {}

  /// A line of a training log; other members are passed by.
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Step(@Nullable Long step, @Nullable Double loss, @Nullable Double heldOutLoss) {}

  @GetMapping("/jobs/{id}/log")
  @ResponseBody
  Chunk read(
      Viewer viewer,
      @PathVariable String id,
      @RequestParam(defaultValue = "1.0") String log,
      @RequestParam(defaultValue = "0") long offset) {
    var job = visible(viewer, Ids.job(id));
    var parts = log.split("\\.", 2);
    try {
      var attempt = new AttemptId(job, Integer.parseInt(parts[0]));
      return part(attempt, Integer.parseInt(parts.length > 1 ? parts[1] : "0"), offset)
          .map(part -> new Chunk(text(part), part.end()))
          .orElse(new Chunk("", offset));
    } catch (IllegalArgumentException e) {
      throw new NotHere(e);
    }
  }

  private JobId visible(Viewer viewer, JobId job) {
    return JobRow.find(jdbc, job, clock.instant())
        .filter(row -> viewer.maySee(row.organization()))
        .map(_ -> job)
        .orElseThrow(NotHere::new);
  }

  private Optional<Logs.Part> part(AttemptId attempt, int task, long offset) {
    return host.map(executor -> executor.logs().read(attempt, task, offset, CHUNK_BYTES));
  }

  private static String text(Logs.Part part) {
    return StandardCharsets.UTF_8.decode(part.bytes()).toString();
  }

  /// The losses of a job's first task over all its attempts; where an attempt repeats a step, the
  /// later one holds. Long curves are thinned.
  Curve loss(Viewer viewer, JobId job) {
    visible(viewer, job);
    var training = new TreeMap<Long, Double>();
    var heldOut = new TreeMap<Long, Double>();
    var attempts = new ArrayList<>(AttemptRow.list(jdbc, job)).reversed();
    for (var attempt : attempts) {
      for (var step : steps(new AttemptId(job, attempt.number()))) {
        if (step.step() != null && step.loss() != null) {
          training.put(step.step(), step.loss());
        }
        if (step.step() != null && step.heldOutLoss() != null) {
          heldOut.put(step.step(), step.heldOutLoss());
        }
      }
    }
    return new Curve(thinned(training), thinned(heldOut));
  }

  private List<Step> steps(AttemptId attempt) {
    var text = new StringBuilder();
    long offset = 0;
    for (var part = part(attempt, 0, offset);
        part.isPresent() && part.get().bytes().hasRemaining() && offset < CURVE_BYTES_MAX;
        part = part(attempt, 0, offset)) {
      text.append(text(part.get()));
      offset = part.get().end();
    }
    return text.toString()
        .lines()
        .filter(line -> line.startsWith("{"))
        .flatMap(this::step)
        .toList();
  }

  private Stream<Step> step(String line) {
    try {
      return Stream.of(json.readValue(line, Step.class));
    } catch (JacksonException _) {
      // Jobs may write what they like; only lines of this form are a curve.
      return Stream.empty();
    }
  }

  private static List<List<Number>> thinned(TreeMap<Long, Double> curve) {
    int step = Math.max(1, curve.size() / POINTS_MAX);
    var points = new ArrayList<List<Number>>();
    int index = 0;
    for (var point : curve.entrySet()) {
      if (index++ % step == 0) {
        points.add(List.of(point.getKey(), point.getValue()));
      }
    }
    return points;
  }
}
