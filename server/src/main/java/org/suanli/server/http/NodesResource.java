package org.suanli.server.http;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.suanli.api.Page;
import org.suanli.api.Paths;
import org.suanli.api.Supply;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Engine;
import org.suanli.core.engine.State;
import org.suanli.core.supply.Fleet;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.supply.NodeState;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.MilliCpus;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.NodeId;
import org.suanli.server.identity.Principal;
import org.suanli.server.identity.Times;

/// Nodes and their states.
@RestController
final class NodesResource {
  private final Desk desk;
  private final JdbcClient database;
  private final Optional<NodeFaults> faults;
  private final Edits edits;

  /// What a list of nodes is narrowed to; null for all.
  record Filter(
      @Nullable String cluster, @Nullable String model, Supply.@Nullable NodeState state) {
    boolean accepts(Fleet.Slot slot) {
      var spec = slot.spec();
      return (cluster == null || spec.id().cluster().value().equals(cluster))
          && (model == null || spec.model().value().equals(model))
          && (state == null || slot.state().name().equals(state.name()));
    }
  }

  NodesResource(Desk desk, JdbcClient database, ObjectProvider<NodeFaults> faults, Edits edits) {
    this.desk = desk;
    this.edits = edits;
    this.database = database;
    this.faults = Optional.ofNullable(faults.getIfAvailable());
  }

  @GetMapping(Paths.NODES)
  Page<Supply.Node> list(Filter filter, Slice slice, Principal caller) {
    var rows =
        desk.read(
            engine ->
                nodes(
                    engine.state(),
                    engine.state().fleet().nodes().stream()
                        .filter(filter::accepts)
                        .filter(slot -> key(slot).compareTo(slice.afterText()) > 0)
                        .sorted(Comparator.comparing(NodesResource::key))
                        .limit(slice.probe())
                        .toList(),
                    caller));
    return slice.page(rows, row -> row, row -> row.cluster() + "/" + row.node());
  }

  private static String key(Fleet.Slot slot) {
    return slot.spec().id().toString();
  }

  @GetMapping(Paths.NODE)
  Supply.Node show(@PathVariable String cluster, @PathVariable String node, Principal caller) {
    return show(id(cluster, node), caller);
  }

  private Supply.Node show(NodeId id, Principal caller) {
    return desk.read(engine -> nodes(engine.state(), List.of(slot(engine, id)), caller).getFirst());
  }

  private static Fleet.Slot slot(Engine engine, NodeId id) {
    if (!engine.state().fleet().contains(id)) {
      throw ProblemException.notFound("node (" + id + ")");
    }
    return engine.state().fleet().slot(id);
  }

  @PutMapping(Paths.NODE)
  Supply.Node add(
      @PathVariable String cluster,
      @PathVariable String node,
      @RequestBody Supply.NewNode asked,
      Edits.Edit edit) {
    var spec =
        Wire.parse(
            () ->
                new NodeSpec(
                    id(cluster, node),
                    asked.block(),
                    asked.rack(),
                    new ModelName(asked.model()),
                    asked.accelerators(),
                    new MilliCpus(asked.milliCpus()),
                    new Bytes(asked.memoryBytes())));
    return change(edit, spec.id(), new Command.AddNode(spec));
  }

  private Supply.Node change(Edits.Edit edit, NodeId id, Command command) {
    return edits.make(
        edit,
        () -> show(id, edit.caller()),
        () -> {
          desk.submit(command, edit.caller());
          return show(id, edit.caller());
        });
  }

  @DeleteMapping(Paths.NODE)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void remove(@PathVariable String cluster, @PathVariable String node, Edits.Edit edit) {
    var id = id(cluster, node);
    edits.make(
        edit,
        () -> show(id, edit.caller()),
        () -> desk.submit(new Command.RemoveNode(id), edit.caller()));
  }

  @PutMapping(Paths.NODE_STATE)
  Supply.Node setState(
      @PathVariable String cluster,
      @PathVariable String node,
      @RequestBody Supply.NodeStateChange change,
      Edits.Edit edit) {
    var reason = change.reason() == null ? "" : change.reason();
    var state = Wire.same(NodeState.class, change.state());
    var id = id(cluster, node);
    return change(edit, id, new Command.SetNodeState(id, state, reason));
  }

  @GetMapping(Paths.NODE_EVENTS)
  Page<Supply.NodeEvent> events(
      @PathVariable String cluster, @PathVariable String node, Slice slice) {
    var rows =
        database
            .sql(
                """
                SELECT * FROM node_event WHERE cluster = :cluster AND node = :node AND seq < :before
                ORDER BY seq DESC LIMIT :limit
                """)
            .param("cluster", cluster)
            .param("node", node)
            .param("before", slice.after(Long.MAX_VALUE))
            .param("limit", slice.probe())
            .query(
                (row, _) ->
                    new Supply.NodeEvent(
                        row.getLong("seq"),
                        Times.required(row, "at"),
                        row.getString("cluster"),
                        row.getString("node"),
                        row.getString("kind"),
                        row.getString("detail")))
            .list();
    return slice.page(rows, row -> row, Supply.NodeEvent::sequence);
  }

  @PostMapping(Paths.NODE_FAULTS)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void inject(
      @PathVariable String cluster, @PathVariable String node, @RequestBody Supply.Fault fault) {
    var id = id(cluster, node);
    desk.read(engine -> slot(engine, id).spec());
    if (!faults.map(present -> present.inject(id, fault)).orElse(false)) {
      throw ProblemException.conflict(
          "The node (%s) must be a virtual one that can fail by %s.".formatted(id, fault.kind()));
    }
  }

  private static List<Supply.Node> nodes(State state, List<Fleet.Slot> slots, Principal caller) {
    var attempts = new TreeMap<NodeId, List<String>>();
    slots.forEach(slot -> attempts.put(slot.spec().id(), new ArrayList<>()));
    for (var job : state.running()) {
      var attempt = job.attempt().orElseThrow();
      if (caller.sees(job.project().organization())) {
        attempt.placement().tasks().stream()
            .map(task -> task.node())
            .distinct()
            .filter(attempts::containsKey)
            .forEach(
                node ->
                    attempts
                        .computeIfAbsent(node, _ -> new ArrayList<>())
                        .add(attempt.id().toString()));
      }
    }
    return slots.stream()
        .map(slot -> node(slot, attempts.getOrDefault(slot.spec().id(), List.of())))
        .toList();
  }

  private static Supply.Node node(Fleet.Slot slot, List<String> attempts) {
    var spec = slot.spec();
    return new Supply.Node(
        spec.id().cluster().value(),
        spec.id().name(),
        spec.block(),
        spec.rack(),
        spec.model().value(),
        spec.accelerators(),
        slot.allocatedDevices(),
        slot.allocated().milli(),
        slot.foreignDevices(),
        spec.cpus().milli(),
        spec.memory().bytes(),
        Wire.same(Supply.NodeState.class, slot.state()),
        slot.reason(),
        Wire.author(slot.author()),
        attempts);
  }

  static NodeId id(String cluster, String node) {
    return Wire.parse(() -> new NodeId(ClustersResource.id(cluster), node));
  }
}
