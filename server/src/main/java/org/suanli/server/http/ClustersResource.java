package org.suanli.server.http;

import java.math.BigDecimal;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
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
import org.suanli.core.supply.ClusterSpec;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.ModelName;

/// Clusters, and what the whole centre has.
@RestController
final class ClustersResource {
  private static final int MEGAFLOPS_PER_PFLOPS_DIGITS = 9;

  private final Desk desk;
  private final Edits edits;

  ClustersResource(Desk desk, Edits edits) {
    this.desk = desk;
    this.edits = edits;
  }

  @GetMapping(Paths.CAPACITY)
  Supply.Capacity capacity() {
    return desk.read(
        engine -> {
          var state = engine.state();
          var models = new TreeSet<ModelName>();
          state.fleet().nodes().forEach(slot -> models.add(slot.spec().model()));
          return new Supply.Capacity(
              Balances.sum(state.fleet().nodes().stream()),
              models.stream().map(model -> modelBalance(state, model)).toList(),
              state.waiting(),
              state.running().size());
        });
  }

  private static Supply.ModelBalance modelBalance(State state, ModelName model) {
    var balance =
        Balances.sum(
            state.fleet().nodes().stream().filter(slot -> slot.spec().model().equals(model)));
    return new Supply.ModelBalance(model.value(), balance, pflops(state, model, balance));
  }

  private static @Nullable String pflops(State state, ModelName model, Supply.Balance balance) {
    var rating = state.ratings().get(model);
    if (rating == null) {
      return null;
    }
    var total =
        BigDecimal.valueOf(rating.throughput().perSecond())
            .multiply(BigDecimal.valueOf(balance.capacity()))
            .movePointLeft(MEGAFLOPS_PER_PFLOPS_DIGITS);
    return total.signum() == 0 ? "0" : total.stripTrailingZeros().toPlainString();
  }

  @GetMapping(Paths.CLUSTERS)
  Page<Supply.Cluster> list(Slice slice) {
    var rows =
        desk.read(
            engine ->
                engine.state().clusters().values().stream()
                    .filter(cluster -> cluster.id().value().compareTo(slice.afterText()) > 0)
                    .limit(slice.probe())
                    .map(cluster -> cluster(engine, cluster))
                    .toList());
    return slice.page(rows, row -> row, Supply.Cluster::cluster);
  }

  @GetMapping(Paths.CLUSTER)
  Supply.Cluster show(@PathVariable String cluster) {
    var id = id(cluster);
    return desk.read(
        engine -> {
          var found = engine.state().clusters().get(id);
          if (found == null) {
            throw ProblemException.notFound("cluster (" + id + ")");
          }
          return cluster(engine, found);
        });
  }

  @PutMapping(Paths.CLUSTER)
  Supply.Cluster attach(
      @PathVariable String cluster, @RequestBody Supply.ClusterChange change, Edits.Edit edit) {
    var spec =
        new ClusterSpec(
            id(cluster),
            change.site(),
            Wire.same(ClusterSpec.Kind.class, change.kind()),
            change.runsImages(),
            change.isTrusted());
    return edits.make(
        edit,
        () -> show(cluster),
        () -> {
          desk.submit(new Command.AttachCluster(spec), edit.caller());
          return show(cluster);
        });
  }

  @DeleteMapping(Paths.CLUSTER)
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void detach(@PathVariable String cluster, Edits.Edit edit) {
    var command = new Command.DetachCluster(id(cluster));
    edits.make(edit, () -> show(cluster), () -> desk.submit(command, edit.caller()));
  }

  private static Supply.Cluster cluster(Engine engine, ClusterSpec cluster) {
    var nodes =
        engine.state().fleet().nodes().stream()
            .filter(slot -> slot.spec().id().cluster().equals(cluster.id()))
            .toList();
    return new Supply.Cluster(
        cluster.id().value(),
        cluster.site(),
        Wire.same(Supply.ClusterKind.class, cluster.kind()),
        cluster.runsImages(),
        cluster.isTrusted(),
        nodes.size(),
        Balances.sum(nodes.stream()));
  }

  static ClusterId id(String cluster) {
    return Wire.parse(() -> new ClusterId(cluster));
  }
}
