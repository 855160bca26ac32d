package org.suanli.core.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.suanli.core.allocation.Quota;
import org.suanli.core.lifecycle.AttemptState;
import org.suanli.core.scheduling.Holder;
import org.suanli.core.scheduling.Layout;
import org.suanli.core.scheduling.Picture;
import org.suanli.core.scheduling.Policy;
import org.suanli.core.scheduling.Queue;
import org.suanli.core.scheduling.Standing;
import org.suanli.core.supply.Fleet;
import org.suanli.core.supply.Maintenance;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;

/// The state as the scheduler sees it.
final class EnginePicture implements Picture {
  /// What holding one milli-accelerator adds to the share, before any of it is settled: an hour at
  /// 300 TFLOPS, in nano-PFLOPS-hours.
  private static final long HOLDING = 300_000;

  private final State state;
  private final Instant now;
  private List<Holder> holders = List.of();
  private boolean hasHolders;

  EnginePicture(State state, Instant now) {
    this.state = state;
    this.now = now;
  }

  @Override
  public Instant now() {
    return now;
  }

  @Override
  public Policy policy() {
    return state.policy;
  }

  @Override
  public Fleet fleet() {
    return state.fleet;
  }

  @Override
  public Queue queue() {
    return state.queue;
  }

  @Override
  public Layout layout() {
    return state.layout;
  }

  @Override
  public List<Holder> holders() {
    if (!hasHolders) {
      var list = new ArrayList<Holder>(state.running.size());
      state.running.values().forEach(job -> list.add(holder(job)));
      holders = List.copyOf(list);
      hasHolders = true;
    }
    return holders;
  }

  private Holder holder(Job job) {
    var attempt = job.attempt().orElseThrow();
    boolean isStopping = attempt.state == AttemptState.STOPPING;
    return new Holder(
        attempt.id,
        job.project.organization(),
        job.demand,
        attempt.placement,
        attempt.endsAt(),
        attempt.placedAt,
        attempt.checkpointAt,
        isStopping);
  }

  @Override
  public boolean runsImages(ClusterId cluster) {
    var spec = state.clusters.get(cluster);
    return spec != null && spec.runsImages();
  }

  @Override
  public Standing standing(OrganizationId organization) {
    var tenant = state.tenant(organization);
    long share =
        Math.addExact(tenant.usage(now), Math.multiplyExact(tenant.held, HOLDING)) / tenant.weight;
    return new Standing(
        tenant.quota, new MilliAccelerators(tenant.held), share, HOLDING / tenant.weight);
  }

  @Override
  public Quota quota(ProjectId project) {
    return State.project(state.tenant(project.organization()), project).quota;
  }

  @Override
  public MilliAccelerators held(ProjectId project) {
    return new MilliAccelerators(State.project(state.tenant(project.organization()), project).held);
  }

  @Override
  public boolean isPayable(ProjectId project, ModelName model, MilliAccelerators occupied) {
    return Settlement.payer(state, project, model, occupied, now).isPresent();
  }

  @Override
  public Collection<Maintenance> maintenances() {
    return state.maintenances.values();
  }
}
