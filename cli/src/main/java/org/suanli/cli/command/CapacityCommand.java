package org.suanli.cli.command;

import java.util.concurrent.Callable;
import org.suanli.api.Paths;
import org.suanli.api.Supply;
import org.suanli.cli.wire.Call;
import picocli.CommandLine.Command;

/// `suanli capacity`
@Command(name = "capacity")
final class CapacityCommand implements Callable<Integer> {
  private final Session session;

  CapacityCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    return session.show(
        Call.get(Paths.CAPACITY),
        Supply.Capacity.class,
        capacity -> String.valueOf(capacity.balance().capacity()),
        capacity ->
            new Sheet()
                .line("Accelerators", capacity.balance().capacity())
                .line("Allocated", capacity.balance().allocated())
                .line("Held", SupplySheets.held(capacity.balance()))
                .line("Idle", capacity.balance().idle())
                .line("Foreign", capacity.balance().foreign())
                .line("Offline", capacity.balance().offline())
                .line("Jobs running", capacity.runningJobs())
                .line("Jobs waiting", capacity.waitingJobs())
                .section(
                    "By model", new SupplySheets(session.times()).capacity(), capacity.models()));
  }
}
