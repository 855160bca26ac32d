package org.suanli.core.admission;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.suanli.core.allocation.Quota;
import org.suanli.core.spec.Demand;
import org.suanli.core.spec.RoleDemand;
import org.suanli.core.supply.ClusterSpec;
import org.suanli.core.supply.NodeSpec;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MilliAccelerators;

/// The checks before a job is accepted. What passes may still have to wait, but not for ever for
/// want of a node.
public final class Admission {

  /// What a demand is held against.
  ///
  /// @param organization quota of the organization
  /// @param project quota of the project
  /// @param clusters all that are attached
  /// @param nodes all that are known, whatever their state
  public record Supply(
      Quota organization,
      Quota project,
      Collection<ClusterSpec> clusters,
      Collection<NodeSpec> nodes) {}

  private Admission() {}

  /// Every reason why the job must not be accepted; empty if it may be.
  public static List<String> violations(Demand demand, Supply supply) {
    var violations = new ArrayList<String>();
    quota("organization", demand, supply.organization()).ifPresent(violations::add);
    quota("project", demand, supply.project()).ifPresent(violations::add);
    var shape = demand.shape();
    var named =
        supply.clusters().stream()
            .filter(cluster -> shape.cluster().map(cluster.id()::equals).orElse(true))
            .toList();
    var able = named.stream().filter(c -> !demand.needsImage() || c.runsImages()).toList();
    if (named.isEmpty()) {
      violations.add(
          "The cluster ("
              + shape.cluster().map(Object::toString).orElse("any")
              + ") of the job must be attached.");
    } else if (able.isEmpty()) {
      violations.add(
          "The image of the job must be left out: no acceptable cluster runs container images.\n"
              + "Maybe name the software in 'setup' instead.");
    }
    var acceptable = able.isEmpty() ? named : able;
    for (var role : shape.roles()) {
      if (supply.nodes().stream().noneMatch(node -> holds(node, shape, role, acceptable))) {
        violations.add(tooLarge(role, shape));
      }
    }
    return violations;
  }

  private static Optional<String> quota(String owner, Demand demand, Quota quota) {
    var asked = demand.shape().occupied();
    return quota.concurrent() instanceof Limit.AtMost<MilliAccelerators>(var most)
            && !quota.concurrent().allows(asked)
        ? Optional.of(
            "The accelerators (%s) of the job must not exceed the quota (%s) of its %s.\nMaybe ask for %s, or have the quota raised."
                .formatted(asked.inDevices(), most.inDevices(), owner, most.inDevices()))
        : Optional.empty();
  }

  private static boolean holds(
      NodeSpec node, Demand.Shape shape, RoleDemand role, List<ClusterSpec> clusters) {
    return (role.devices() == 0 || shape.accepts(node.model()))
        && clusters.stream().anyMatch(cluster -> cluster.id().equals(node.id().cluster()))
        && node.accelerators() >= role.devices()
        && node.cpus().compareTo(role.cpus()) >= 0
        && node.memory().compareTo(role.memory()) >= 0;
  }

  private static String tooLarge(RoleDemand role, Demand.Shape shape) {
    return "A task of role (%s) with %s accelerators of %s, %d milli-CPUs and %d bytes of memory must fit on some node, and fits on none.\nMaybe ask for less per task and more tasks."
        .formatted(
            role.name(),
            role.accelerators().inDevices(),
            shape.models().isEmpty() ? "any model" : shape.models().toString(),
            role.cpus().milli(),
            role.memory().bytes());
  }
}
