package org.suanli.server.portal;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.State;
import org.suanli.core.scheduling.WaitReason;
import org.suanli.core.supply.NodeState;
import org.suanli.core.supply.Rating;
import org.suanli.core.units.Megaflops;
import org.suanli.core.units.ModelName;
import org.suanli.server.loop.Commands;

/// What the centre owns, what runs, what waits and why.
@Controller
final class OverviewPage {
  private static final int QUEUE_MAX = 10;

  private final Commands commands;
  private final JdbcClient jdbc;
  private final InstantSource clock;

  OverviewPage(Commands commands, JdbcClient jdbc, InstantSource clock) {
    this.commands = commands;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /// One make's devices.
  record ModelRow(String name, int owned, int used, int foreign, int down, String rating) {
    public int idle() {
      return owned - used - foreign - down;
    }

    public int usedPercent() {
      return Words.percent(used, owned);
    }

    public int foreignPercent() {
      return Words.percent(foreign, owned);
    }

    public int downPercent() {
      return Words.percent(down, owned);
    }
  }

  record QueueRow(
      String id,
      String name,
      String project,
      String accelerators,
      String submitted,
      String promised,
      String reason) {}

  record View(
      List<ModelRow> models,
      String power,
      int nodes,
      int nodesDown,
      int running,
      int waiting,
      List<QueueRow> queue) {
    public int owned() {
      return models.stream().mapToInt(ModelRow::owned).sum();
    }

    public int used() {
      return models.stream().mapToInt(ModelRow::used).sum();
    }

    public int idle() {
      return models.stream().mapToInt(ModelRow::idle).sum();
    }

    public int foreign() {
      return models.stream().mapToInt(ModelRow::foreign).sum();
    }

    public int down() {
      return models.stream().mapToInt(ModelRow::down).sum();
    }

    public int usedPercent() {
      return Words.percent(used(), owned());
    }
  }

  private static final class Count {
    int owned;
    int used;
    int foreign;
    int down;
  }

  @GetMapping("/")
  String show(Viewer viewer, Model model) {
    var rows = JobRow.queue(jdbc, viewer.scope(), QUEUE_MAX, clock.instant());
    model.addAttribute("view", Loop.await(commands.read(engine -> view(engine, rows, viewer))));
    return "portal/overview";
  }

  private View view(Engine engine, List<JobRow> rows, Viewer viewer) {
    var state = engine.state();
    var counts = new TreeMap<ModelName, Count>();
    int nodesDown = 0;
    for (var slot : state.fleet().nodes()) {
      var count = counts.computeIfAbsent(slot.spec().model(), _ -> new Count());
      count.owned += slot.spec().accelerators();
      count.used += slot.allocatedDevices();
      count.foreign += slot.foreignDevices();
      if (slot.state().isOffline()) {
        count.down += slot.unusedDevices();
      }
      if (slot.state() == NodeState.DOWN || slot.state() == NodeState.UNKNOWN) {
        nodesDown++;
      }
    }
    var models = new ArrayList<ModelRow>();
    var power = Megaflops.ZERO;
    for (var entry : counts.entrySet()) {
      var count = entry.getValue();
      var rating = Optional.ofNullable(state.ratings().get(entry.getKey()));
      power = power.plus(rating.map(Rating::throughput).orElse(Megaflops.ZERO).times(count.owned));
      models.add(
          new ModelRow(
              entry.getKey().value(),
              count.owned,
              count.used,
              count.foreign,
              count.down,
              rating.map(OverviewPage::words).orElse("")));
    }
    return new View(
        models,
        Words.of(power),
        state.fleet().nodes().size(),
        nodesDown,
        running(state, viewer),
        waiting(state, viewer),
        queue(engine, rows));
  }

  private static String words(Rating rating) {
    return Words.of(rating.throughput()) + " " + rating.precision();
  }

  private static int running(State state, Viewer viewer) {
    return (int)
        state.running().stream()
            .filter(job -> viewer.maySee(job.project().organization().toString()))
            .count();
  }

  private static int waiting(State state, Viewer viewer) {
    if (viewer.scope().isEmpty()) {
      return state.jobs().size() - state.running().size();
    }
    return (int)
        state.jobs().values().stream()
            .filter(job -> job.attempt().isEmpty())
            .filter(job -> viewer.maySee(job.project().organization().toString()))
            .count();
  }

  private List<QueueRow> queue(Engine engine, List<JobRow> rows) {
    var queue = new ArrayList<QueueRow>();
    for (var row : rows) {
      var reason = engine.explain(Ids.job(row.id()), clock.instant());
      reason.ifPresent(why -> queue.add(queued(row, why)));
    }
    return queue;
  }

  private static QueueRow queued(JobRow row, WaitReason reason) {
    return new QueueRow(
        row.id(),
        row.name(),
        row.project(),
        row.accelerators(),
        row.submitted(),
        row.promised(),
        reason.sentence());
  }
}
