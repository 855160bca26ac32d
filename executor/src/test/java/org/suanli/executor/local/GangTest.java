package org.suanli.executor.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.suanli.core.units.AttemptId;
import org.suanli.executor.Report;

@Timeout(60)
final class GangTest {

  private static Map<String, String> environment(
      LocalExecutor executor, AttemptId attempt, int task) {
    var variables = new LinkedHashMap<String, String>();
    Bench.log(executor, attempt, task)
        .lines()
        .filter(line -> line.contains("="))
        .forEach(
            line ->
                variables.put(
                    line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));
    return variables;
  }

  @Test
  void aGangOfTwoNodesWithTwoTasksEachFindsItsRanks() throws Exception {
    try (var bench = Bench.trusted()) {
      var executor = bench.executor();
      var order =
          bench
              .order("env")
              .with("MASTER_PORT", "1")
              .with("MINE", "kept")
              .on(Bench.NODE_0, Bench.NODE_0, Bench.NODE_1, Bench.NODE_1);
      var attempt = order.attempt(new AttemptId(order.attempt().job(), 3)).launchOn(executor);
      for (int task = 0; task < 4; task++) {
        bench.awaitEnd(attempt, task);
      }
      bench.await(new Report.Started(attempt)::equals);
      String port = environment(executor, attempt, 0).get("MASTER_PORT");
      assertThat(Integer.parseInt(port)).isBetween(1_024, 65_535);
      for (int task = 0; task < 4; task++) {
        var variables = environment(executor, attempt, task);
        String rank = Integer.toString(task);
        String node = Integer.toString(task / 2);
        assertThat(variables)
            .containsEntry("RANK", rank)
            .containsEntry("WORLD_SIZE", "4")
            .containsEntry("LOCAL_RANK", Integer.toString(task % 2))
            .containsEntry("LOCAL_WORLD_SIZE", "2")
            .containsEntry("NODE_RANK", node)
            .containsEntry("GROUP_RANK", node)
            .containsEntry("MASTER_ADDR", "127.0.0.1")
            .containsEntry("MASTER_PORT", port)
            .containsEntry("TORCHELASTIC_RESTART_COUNT", "2")
            .containsEntry("PET_NNODES", "4")
            .containsEntry("PET_NPROC_PER_NODE", "1")
            .containsEntry("PET_NODE_RANK", rank)
            .containsEntry("MS_WORKER_NUM", "4")
            .containsEntry("SUANLI_RUN_ID", attempt.job().toString())
            .containsEntry("SUANLI_ATTEMPT", "3")
            .containsEntry("SUANLI_TASK", rank)
            .containsEntry("SUANLI_NODE", "node-" + node)
            .containsEntry("SUANLI_DEVICES", rank)
            .containsEntry("SUANLI_DEVICE_SHARE", "1")
            .containsEntry("MINE", "kept")
            .doesNotContainKey("JAVA_HOME");
        assertThat(variables.get("HOME")).endsWith("/3/" + task);
        assertThat(variables.get("TMPDIR")).endsWith("/3/" + task + ".tmp");
      }
    }
  }

  @Test
  void aTaskThatSharesADeviceKnowsItsShare() throws Exception {
    try (var bench = Bench.trusted()) {
      var executor = bench.executor();
      var attempt = bench.order("env").share(250).on(Bench.NODE_0).launchOn(executor);
      bench.awaitEnd(attempt, 0);
      assertThat(environment(executor, attempt, 0))
          .containsEntry("SUANLI_DEVICES", "0")
          .containsEntry("SUANLI_DEVICE_SHARE", "0.25");
    }
  }

  @Test
  void anAttemptHasStartedOnceAllItsTasksHave() throws Exception {
    try (var bench = Bench.trusted()) {
      var executor = bench.executor();
      var attempt = bench.order("exec sleep 100").on(Bench.NODE_0, Bench.NODE_1).launchOn(executor);
      bench.awaitStart(attempt);
      executor.kill(attempt);
      bench.awaitEnd(attempt, 0);
      bench.awaitEnd(attempt, 1);
      assertThat(bench.reports()).hasSize(3).first().isEqualTo(new Report.Started(attempt));
    }
  }
}
