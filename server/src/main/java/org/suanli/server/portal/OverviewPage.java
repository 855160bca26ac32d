package org.suanli.server.portal;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.State;
import org.suanli.core.scheduling.WaitReason;
import org.suanli.core.supply.Rating;
import org.suanli.core.units.Megaflops;
import org.suanli.core.units.ModelName;
import org.suanli.server.loop.Commands;

/// What the centre owns, what runs, what waits and why.
@Controller
final class OverviewPage {
  private static final int QUEUE_MAX = 10;

  private final Commands commands;
  private final JobTable table;
  private final Reasons reasons;
  private final InstantSource clock;

  OverviewPage(Commands commands, JobTable table, Reasons reasons, InstantSource clock) {
    this.commands = commands;
    this.table = table;
    this.reasons = reasons;
    this.clock = clock;
  }

  /// One make's devices.
  ///
  /// @param each the throughput of one; zero if it is not rated
  /// @param rating the same in words; empty if it is not rated
  record ModelRow(
      String name, int owned, int used, int foreign, int down, Megaflops each, String rating) {
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

    public String ownedPower() {
      return power(ModelRow::owned);
    }

    public String usedPower() {
      return power(ModelRow::used);
    }

    public String idlePower() {
      return power(ModelRow::idle);
    }

    public String downPower() {
      return power(ModelRow::down);
    }

    /// What so many of each rated make can do together.
    private String power(ToIntFunction<ModelRow> count) {
      var sum = Megaflops.ZERO;
      for (var model : models) {
        sum = sum.plus(model.each().times(count.applyAsInt(model)));
      }
      return Words.of(sum);
    }

    public boolean hasUnrated() {
      return models.stream().anyMatch(model -> model.each().isZero());
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
    var rows = table.queue(viewer.scope(), QUEUE_MAX);
    model.addAttribute("view", Loop.read(commands, engine -> view(engine, rows, viewer)));
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
        nodesDown++;
      }
    }
    var models = new ArrayList<ModelRow>();
    for (var entry : counts.entrySet()) {
      var count = entry.getValue();
      var rating = Optional.ofNullable(state.ratings().get(entry.getKey()));
      models.add(
          new ModelRow(
              entry.getKey().value(),
              count.owned,
              count.used,
              count.foreign,
              count.down,
              rating.map(Rating::throughput).orElse(Megaflops.ZERO),
              rating.map(OverviewPage::words).orElse("")));
    }
    return new View(
        models,
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

  private QueueRow queued(JobRow row, WaitReason reason) {
    return new QueueRow(
        row.id(),
        row.name(),
        row.project(),
        row.accelerators(),
        row.submitted(),
        row.promised(),
        reasons.sentence(reason));
  }
}
