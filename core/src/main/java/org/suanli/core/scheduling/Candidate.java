package org.suanli.core.scheduling;

/// The best job of an organization.
record Candidate(Waiting job, Standing standing, Policy.Order rule)
    implements Comparable<Candidate> {
  @Override
  public int compareTo(Candidate other) {
    return rule == Policy.Order.FAIR_SHARE ? byShare(other) : rule.jobs().compare(job, other.job);
  }

  private int byShare(Candidate other) {
    int order = Boolean.compare(other.standing.isBelowGuarantee(), standing.isBelowGuarantee());
    if (order == 0) {
      order = job.demand().priorityClass().compareTo(other.job.demand().priorityClass());
    }
    if (order == 0) {
      order = Long.compare(standing.share(), other.standing.share());
    }
    return order == 0 ? rule.jobs().compare(job, other.job) : order;
  }
}
