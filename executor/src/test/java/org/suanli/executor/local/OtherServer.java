package org.suanli.executor.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.Bytes;
import org.suanli.core.units.JobId;
import org.suanli.executor.CommandLine;
import org.suanli.executor.LaunchOrder;
import org.suanli.executor.Program;
import org.suanli.executor.TaskLimits;
import org.suanli.executor.TaskOrder;

/// A server process of its own: launches the shell commands that it is given, one attempt each,
/// says which ended, and stays until it is killed. Usage: DIRECTORY COMMAND...
final class OtherServer {
  private OtherServer() {}

  public static void main(String[] arguments) throws Exception {
    var executor =
        new LocalExecutor(
            Bench.settings(Path.of(arguments[0]), new TaskUser.Server(), Bench.isRoot()));
    executor.start(report -> System.out.println(report.getClass().getSimpleName()));
    for (int index = 1; index < arguments.length; index++) {
      var place = new Placement.OnNode(0, Bench.NODE_0, 1);
      executor.launch(
          new LaunchOrder(
              attempt(index),
              1,
              HostLayout.HOST_CPU,
              List.of(new TaskOrder("worker", 0, place, TaskLimits.unlimited())),
              Program.of(new CommandLine.Shell(arguments[index])),
              new Bytes(1 << 20),
              Duration.ofSeconds(5)));
    }
    new CountDownLatch(1).await();
  }

  static AttemptId attempt(int index) {
    return new AttemptId(new JobId(700_000L + index), 1);
  }
}
