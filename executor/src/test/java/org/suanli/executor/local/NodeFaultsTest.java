package org.suanli.executor.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.suanli.core.engine.Command;
import org.suanli.core.engine.Event.TaskEnding;
import org.suanli.core.supply.NodeState;
import org.suanli.core.units.NodeId;
import org.suanli.executor.ExecutorFailure;
import org.suanli.executor.Report;

@Timeout(60)
final class NodeFaultsTest {

  @Test
  void aNodeThatFailsFallsSilentThenIsUnreachableThenDown() throws Exception {
    try (var bench = Bench.trusted()) {
      var executor = bench.executor();
      var hit = bench.order("echo $$; exec sleep 100").launchOn(executor);
      var spared = bench.order("exec sleep 100").on(Bench.NODE_1).launchOn(executor);
      bench.awaitStart(hit);
      bench.awaitStart(spared);
      long pid = Long.parseLong(bench.awaitLog(executor, hit, "\n").strip());
      bench.clear();

      executor.failNode(Bench.NODE_0);
      bench.await(report -> report instanceof Report.NodeDown);
      assertThat(Bench.isRunning(pid)).isFalse();
      assertThat(bench.reports()).hasSize(2);
      assertThat(bench.reports().getFirst()).isInstanceOf(Report.NodeUnreachable.class);
      var command = (Command.SetNodeState) bench.reports().getFirst().toCommand();
      assertThat(command.node()).isEqualTo(Bench.NODE_0);
      assertThat(command.state()).isEqualTo(NodeState.UNKNOWN);

      var late = bench.order("echo ran").launchOn(executor);
      executor.reconcile();
      assertThat(bench.root.resolve("state/claims/" + late + ".0")).doesNotExist();

      executor.recoverNode(Bench.NODE_0);
      bench.await(new Report.NodeReachable(Bench.NODE_0)::equals);
      assertThat(bench.awaitEnd(hit, 0).ending()).isInstanceOf(TaskEnding.Lost.class);
      assertThat(bench.awaitEnd(late, 0).ending()).isInstanceOf(TaskEnding.Lost.class);
      var next = bench.order("exit 5").launchOn(executor);
      assertThat(bench.awaitExit(next)).isEqualTo(5);
      assertThat(executor.reconcile()).contains(spared);
    }
  }

  @Test
  void aFailureIsKeptOverARestartOfTheServer() throws Exception {
    try (var bench = Bench.trusted()) {
      var first = bench.executor();
      var attempt = bench.order("exec sleep 100").launchOn(first);
      bench.awaitStart(attempt);
      first.failNode(Bench.NODE_0);
      first.reconcile();
      bench.end(first);
      bench.clear();
      var second = bench.executor();
      bench.await(report -> report instanceof Report.NodeDown);
      second.recoverNode(Bench.NODE_0);
      assertThat(bench.awaitEnd(attempt, 0).ending()).isInstanceOf(TaskEnding.Lost.class);
    }
  }

  @Test
  void onlyANodeOfTheLayoutCanFail() throws Exception {
    try (var bench = Bench.trusted()) {
      var executor = bench.executor();
      assertThatThrownBy(() -> executor.failNode(new NodeId(Bench.HOST, "node-9")))
          .isInstanceOf(ExecutorFailure.class)
          .hasMessageContaining("host/node-9");
    }
  }
}
