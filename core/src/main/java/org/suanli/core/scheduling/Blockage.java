package org.suanli.core.scheduling;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.suanli.core.supply.Maintenance;
import org.suanli.core.units.MilliAccelerators;

/// Finds why a job that a cycle tried has no room.
final class Blockage {
  private final Picture picture;
  private final Topology topology;
  private final Space now;

  /// @param now what is free now; the cycle takes from it as jobs start
  Blockage(Picture picture, Topology topology, Space now) {
    this.picture = picture;
    this.topology = topology;
    this.now = now;
  }

  /// Nothing pays for a job in any pool that it accepts.
  WaitReason unpaid(Waiting job) {
    boolean isNever =
        topology.pools().stream().noneMatch(pool -> job.bucket().form().accepts(pool, picture));
    return isNever ? neverFits(job) : new WaitReason.NotPaid(job.project());
  }

  /// @param pools that a job accepts and can pay, in none of which it finds room
  WaitReason of(Waiting job, List<Topology.Pool> pools, @Nullable Plan plan) {
    if (plan != null && now.place(picture.fleet(), job, pools).isPresent()) {
      var first = plan.first();
      return new WaitReason.WouldDelay(first.job().job(), plan.instant(first.from()));
    }
    var maintenance = maintenanceInTheWay(job, pools);
    if (maintenance.isPresent()) {
      return new WaitReason.InMaintenance(maintenance.get().node(), maintenance.get().window());
    }
    var free =
        pools.stream()
            .map(pool -> free(pool, job))
            .max(Comparator.naturalOrder())
            .orElse(MilliAccelerators.ZERO);
    var asked = job.demand().shape().occupied();
    return new WaitReason.NotEnoughFree(asked, free, free.compareTo(asked) >= 0);
  }

  /// What a job could use of a pool if it were together.
  private MilliAccelerators free(Topology.Pool pool, Waiting job) {
    var whole = devices(now.freeIn(pool.nodes()));
    return job.bucket()
        .form()
        .sharing()
        .map(organization -> whole.plus(now.leftIn(pool.nodes(), organization)))
        .orElse(whole);
  }

  /// The first maintenance without which there would be room now.
  private Optional<Maintenance> maintenanceInTheWay(Waiting job, List<Topology.Pool> pools) {
    if (picture.maintenances().isEmpty()) {
      return Optional.empty();
    }
    var end = picture.now().plusMillis(job.millisBeforeMaintenance());
    return now.withoutMaintenance().place(picture.fleet(), job, pools).stream()
        .flatMap(placement -> placement.tasks().stream())
        .flatMap(
            task ->
                picture.maintenances().stream()
                    .filter(plan -> plan.node().equals(task.node()))
                    .filter(plan -> plan.window().from().isBefore(end))
                    .filter(plan -> plan.window().until().isAfter(picture.now())))
        .min(Comparator.comparing(plan -> plan.window().from()));
  }

  WaitReason neverFits(Waiting job) {
    int largest =
        topology.pools().stream()
            .filter(pool -> job.bucket().form().accepts(pool, picture))
            .mapToInt(pool -> picture.layout().empty().freeIn(pool.nodes()))
            .max()
            .orElse(0);
    return new WaitReason.NeverFits(job.demand().shape().occupied(), devices(largest));
  }

  private static MilliAccelerators devices(int count) {
    return MilliAccelerators.DEVICE.times(count);
  }
}
