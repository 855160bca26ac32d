package org.suanli.server.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.State;
import org.suanli.core.lifecycle.JobState;
import org.suanli.core.spec.PriorityClass;
import org.suanli.core.supply.Fleet;
import org.suanli.core.supply.NodeState;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.ModelName;

/// The state of the centre as gauges, true at the moment of the last {@link #refresh}. A server
/// that does not lead shows none of them, so that a sum over servers counts nothing twice.
@Component
final class CentreGauges {
  private static final String STATE = "state";

  private final Desk desk;
  private final JdbcClient database;
  private final MultiGauge jobs;
  private final MultiGauge oldestWait;
  private final MultiGauge accelerators;
  private final MultiGauge nodes;
  private final MultiGauge head;

  /// What is read of the engine at one moment.
  private record Picture(
      SortedMap<Kind, AtomicLong> jobs,
      Optional<Instant> oldest,
      SortedMap<ModelName, Fleet.Balance> accelerators,
      SortedMap<NodeState, AtomicLong> nodes,
      Instant now) {

    static Picture of(Engine engine) {
      var state = engine.state();
      return new Picture(
          jobs(state),
          state.jobs().values().stream()
              .filter(job -> job.state() == JobState.WAITING)
              .map(job -> job.submittedAt())
              .min(Instant::compareTo),
          state.fleet().balances(),
          nodes(state),
          state.now());
    }

    private static SortedMap<Kind, AtomicLong> jobs(State state) {
      var counts = new TreeMap<Kind, AtomicLong>();
      for (var priorityClass : PriorityClass.values()) {
        counts.put(new Kind(JobState.WAITING, priorityClass), new AtomicLong());
        counts.put(new Kind(JobState.RUNNING, priorityClass), new AtomicLong());
      }
      for (var job : state.jobs().values()) {
        counts
            .computeIfAbsent(
                new Kind(job.state(), job.demand().priorityClass()), _ -> new AtomicLong())
            .incrementAndGet();
      }
      return counts;
    }

    private static SortedMap<NodeState, AtomicLong> nodes(State state) {
      var counts = new TreeMap<NodeState, AtomicLong>();
      for (var one : NodeState.values()) {
        counts.put(one, new AtomicLong());
      }
      for (var slot : state.fleet().nodes()) {
        counts.computeIfAbsent(slot.state(), _ -> new AtomicLong()).incrementAndGet();
      }
      return counts;
    }
  }

  private record Kind(JobState state, PriorityClass priorityClass) implements Comparable<Kind> {
    @Override
    public int compareTo(Kind other) {
      int byState = state.compareTo(other.state);
      return byState != 0 ? byState : priorityClass.compareTo(other.priorityClass);
    }
  }

  CentreGauges(Desk desk, JdbcClient database, MeterRegistry meters) {
    this.desk = desk;
    this.database = database;
    jobs = gauge("suanli.jobs", "Jobs that have not ended.", meters);
    oldestWait =
        MultiGauge.builder("suanli.jobs.oldest.wait")
            .description("How long the job that waits longest has been in the centre.")
            .baseUnit("seconds")
            .register(meters);
    accelerators = gauge("suanli.accelerators", "Accelerators by what they are doing.", meters);
    nodes = gauge("suanli.nodes", "Nodes by state.", meters);
    head = gauge("suanli.journal.head", "The number of the journal's last row.", meters);
  }

  private static MultiGauge gauge(String name, String description, MeterRegistry meters) {
    return MultiGauge.builder(name).description(description).register(meters);
  }

  synchronized void refresh() {
    try {
      show(desk.read(Picture::of));
    } catch (ProblemException _) {
      // Not leading is no fault; the gauge that says so is the control loop's.
      List.of(jobs, oldestWait, accelerators, nodes)
          .forEach(gauge -> gauge.register(List.of(), true));
    }
    head.register(head(), true);
  }

  private void show(Picture picture) {
    jobs.register(
        rows(
            picture.jobs(),
            kind ->
                Tags.of(STATE, text(kind.state()), "priority_class", text(kind.priorityClass()))),
        true);
    var wait =
        picture.oldest().map(at -> Duration.between(at, picture.now())).orElse(Duration.ZERO);
    oldestWait.register(List.of(MultiGauge.Row.of(Tags.empty(), wait.toMillis() / 1e3)), true);
    accelerators.register(accelerators(picture), true);
    nodes.register(rows(picture.nodes(), state -> Tags.of(STATE, text(state))), true);
  }

  private static <K> List<MultiGauge.Row<?>> rows(
      SortedMap<K, AtomicLong> counts, java.util.function.Function<K, Tags> tags) {
    var rows = new ArrayList<MultiGauge.Row<?>>();
    counts.forEach((key, count) -> rows.add(MultiGauge.Row.of(tags.apply(key), count.get())));
    return rows;
  }

  private static List<MultiGauge.Row<?>> accelerators(Picture picture) {
    var rows = new ArrayList<MultiGauge.Row<?>>();
    picture
        .accelerators()
        .forEach(
            (model, balance) -> {
              rows.add(row(model, "allocated", balance.allocated()));
              rows.add(row(model, "idle", balance.idle()));
              rows.add(row(model, "foreign", balance.foreign()));
              rows.add(row(model, "offline", balance.offline()));
            });
    return rows;
  }

  private static MultiGauge.Row<?> row(ModelName model, String status, MilliAccelerators count) {
    return MultiGauge.Row.of(
        Tags.of("model", model.value(), "status", status), count.milli() / 1e3);
  }

  private static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private List<MultiGauge.Row<?>> head() {
    try {
      long seq =
          database.sql("SELECT coalesce(max(seq), 0) FROM journal").query(Long.class).single();
      return List.of(MultiGauge.Row.of(Tags.empty(), seq));
    } catch (DataAccessException _) {
      // The database is away; whoever watches sees it by what is missing.
      return List.of();
    }
  }
}
