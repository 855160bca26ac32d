package org.suanli.core.scheduling;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.suanli.core.allocation.Quota;
import org.suanli.core.supply.Fleet;
import org.suanli.core.supply.Maintenance;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;

/// All that a cycle looks at. Nothing of it changes while the cycle runs.
public interface Picture {
  Instant now();

  Policy policy();

  Fleet fleet();

  Queue queue();

  /// Where this fleet's layout is kept from cycle to cycle.
  Layout layout();

  /// All holders, by attempt.
  List<Holder> holders();

  /// Whether tasks may name a container image there.
  boolean runsImages(ClusterId cluster);

  Standing standing(OrganizationId organization);

  /// The project's own quota and what it holds; the organization's is in its standing.
  Quota quota(ProjectId project);

  MilliAccelerators held(ProjectId project);

  /// Whether some allocation would pay for this much of this model now.
  boolean isPayable(ProjectId project, ModelName model, MilliAccelerators occupied);

  /// The maintenances that are planned or under way.
  Collection<Maintenance> maintenances();
}
