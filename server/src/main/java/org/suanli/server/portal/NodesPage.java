package org.suanli.server.portal;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.State;
import org.suanli.core.supply.Fleet;
import org.suanli.core.supply.NodeState;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.MemberId;
import org.suanli.core.units.NodeId;
import org.suanli.server.loop.Commands;

/// Every node, its state, and what runs on it.
@Controller
final class NodesPage {
  /// A page is for people; who wants more nodes asks the interface for programs.
  private static final int NODES_MAX = 2_000;

  private static final int MAINTENANCES_MAX = 100;

  private final Commands commands;
  private final Words words;

  NodesPage(Commands commands, Words words) {
    this.commands = commands;
    this.words = words;
  }

  record NodeRow(
      String cluster,
      String name,
      String place,
      String model,
      int accelerators,
      String used,
      int foreign,
      String cpus,
      String memory,
      String state,
      String reason,
      String author,
      List<String> jobs) {
    public String id() {
      return cluster + "/" + name;
    }

    public String tone() {
      return NodesPage.tone(NodeState.valueOf(state));
    }
  }

  /// How many nodes are in a state.
  record StateCount(String state, String tone, long nodes) {}

  record View(List<NodeRow> nodes, List<MaintenanceRow> maintenances, boolean mayOperate) {
    /// Those that occur.
    public List<StateCount> states() {
      return Stream.of(NodeState.values())
          .map(state -> new StateCount(state.name(), tone(state), count(state)))
          .filter(count -> count.nodes() > 0)
          .toList();
    }

    private long count(NodeState state) {
      return nodes.stream().filter(node -> node.state().equals(state.name())).count();
    }
  }

  record MaintenanceRow(String node, String window, String reason) {}

  private static String tone(NodeState state) {
    return switch (state) {
      case READY -> "good";
      case DOWN, UNKNOWN -> "bad";
      case CORDONED, DRAINING -> "wait";
    };
  }

  @GetMapping("/nodes")
  String show(Viewer viewer, Model model) {
    model.addAttribute("view", Loop.read(commands, engine -> view(engine.state(), viewer)));
    return "portal/nodes";
  }

  private View view(State state, Viewer viewer) {
    var jobs = new TreeMap<NodeId, TreeSet<String>>();
    for (var job : state.running()) {
      if (viewer.maySee(job.project().organization().toString())) {
        for (var task : job.attempt().orElseThrow().placement().tasks()) {
          jobs.computeIfAbsent(task.node(), _ -> new TreeSet<>()).add(job.id().toString());
        }
      }
    }
    var rows = new ArrayList<NodeRow>();
    for (var slot : state.fleet().nodes()) {
      if (rows.size() < NODES_MAX) {
        rows.add(row(slot, List.copyOf(jobs.getOrDefault(slot.spec().id(), new TreeSet<>()))));
      }
    }
    var maintenances =
        state.maintenances().values().stream()
            .limit(MAINTENANCES_MAX)
            .map(
                one ->
                    new MaintenanceRow(one.node().toString(), words.of(one.window()), one.reason()))
            .toList();
    return new View(rows, maintenances, viewer.isOperator());
  }

  private NodeRow row(Fleet.Slot slot, List<String> jobs) {
    var spec = slot.spec();
    return new NodeRow(
        spec.id().cluster().toString(),
        spec.id().name(),
        spec.block() + " / " + spec.rack(),
        spec.model().value(),
        spec.accelerators(),
        Words.of(slot.allocated()),
        slot.foreignDevices(),
        Long.toString(spec.cpus().milli() / 1_000),
        Words.of(spec.memory()),
        slot.state().name(),
        slot.reason(),
        author(slot),
        jobs);
  }

  /// Empty for what needs no author: a node that takes work.
  private String author(Fleet.Slot slot) {
    if (slot.state() == NodeState.READY) {
      return "";
    }
    return slot.author().equals(MemberId.PLATFORM)
        ? words.text("node.by.platform")
        : words.text("node.by", slot.author());
  }

  @PostMapping("/nodes/{cluster}/{node}")
  String set(
      Viewer viewer,
      @PathVariable String cluster,
      @PathVariable String node,
      @RequestParam NodeState state) {
    if (!viewer.isOperator()) {
      throw new NotHere();
    }
    var reason = state == NodeState.READY ? "" : words.text("node.byOperator");
    Loop.await(
        commands.submit(
            new Command.SetNodeState(new NodeId(new ClusterId(cluster), node), state, reason),
            viewer.member()));
    return "redirect:/nodes";
  }
}
