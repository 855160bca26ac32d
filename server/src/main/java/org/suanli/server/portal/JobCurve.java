package org.suanli.server.portal;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;
import org.suanli.server.http.TaskFiles;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The training curve that is in what a job's first task wrote.
@Component
final class JobCurve {
  private static final int CHUNK_BYTES = 256 << 10;

  /// A curve is read from at most so much of each attempt's log.
  private static final int CURVE_BYTES_MAX = 8 << 20;

  private static final int POINTS_MAX = 1_000;

  private final Optional<TaskFiles> files;
  private final JdbcClient jdbc;
  private final JobTable table;
  private final JsonMapper json = JsonMapper.builder().build();

  JobCurve(Optional<TaskFiles> files, JdbcClient jdbc, JobTable table) {
    this.files = files;
    this.jdbc = jdbc;
    this.table = table;
  }

  record Curve(List<List<Number>> training, List<List<Number>> heldOut) {}

  /// A line of a training log; other members are passed by.
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Step(@Nullable Long step, @Nullable Double loss, @Nullable Double heldOutLoss) {}

  /// The losses of a job's first task over all its attempts; where an attempt repeats a step, the
  /// later one holds. Long curves are thinned.
  Curve loss(Viewer viewer, JobId job) {
    table.visible(viewer, job);
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
    var log = new ByteArrayOutputStream();
    for (var part = part(attempt, 0);
        part.length > 0 && log.size() < CURVE_BYTES_MAX;
        part = part(attempt, log.size())) {
      log.writeBytes(part);
    }
    return log.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith("{"))
        .flatMap(this::step)
        .toList();
  }

  private byte[] part(AttemptId attempt, long offset) {
    return files.map(source -> source.log(attempt, 0, offset, CHUNK_BYTES)).orElse(new byte[0]);
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
