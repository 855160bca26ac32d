package org.suanli.core.scheduling;

import java.time.Instant;
import org.suanli.core.supply.Placement;
import org.suanli.core.units.AttemptId;
import org.suanli.core.units.JobId;

/// What a cycle wants done.
public sealed interface Decision {

  /// Give a job an attempt here.
  record Start(JobId job, Placement placement) implements Decision {}

  /// Ask an attempt to yield to a job.
  record Preempt(AttemptId victim, JobId beneficiary) implements Decision {}

  /// Tell the first blocked job when it starts at the latest.
  record Promise(JobId job, Instant startsAt) implements Decision {}

  /// Take a promise back that cannot be kept.
  record Withdraw(JobId job) implements Decision {}
}
