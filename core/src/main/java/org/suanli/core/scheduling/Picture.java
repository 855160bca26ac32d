package org.suanli.core.scheduling;

import java.time.Instant;
import java.util.List;
import org.suanli.core.allocation.Quota;
import org.suanli.core.supply.Fleet;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.ModelName;
import org.suanli.core.units.NodeId;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;

/// All that a cycle looks at. Nothing of it changes while the cycle runs.
public interface Picture {
  Instant now();

  Fleet fleet();

  Queue queue();

  List<Holder> holders();

  Standing standing(OrganizationId organization);

  /// The project's own quota and what it holds; the organization's is in its standing.
  Quota quota(ProjectId project);

  MilliAccelerators held(ProjectId project);

  /// Whether some allocation would pay for this much of this model now.
  boolean isPayable(ProjectId project, ModelName model, MilliAccelerators occupied);

  /// The longest that an attempt started now may run on a node before maintenance begins, in
  /// milliseconds.
  long millisUntilMaintenance(NodeId node);
}
