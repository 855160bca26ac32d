package org.suanli.core.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.suanli.core.allocation.Allocation;
import org.suanli.core.allocation.Quota;
import org.suanli.core.ledger.Books;
import org.suanli.core.units.AllocationId;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.OrganizationId;
import org.suanli.core.units.ProjectId;

/// An organization with its projects and what it holds and used. Changed by {@link State#apply}
/// alone.
public final class Tenant {
  /// Use halves in so many steps.
  private static final long STEPS = 16;

  /// 2^(-1/16) in 32 bits of fraction.
  private static final long STEP_FACTOR = 4_112_874_773L;

  private static final long STEPS_MAX = STEPS * 64;

  final OrganizationId id;
  final TreeMap<ProjectId, Project> projects = new TreeMap<>();
  final TreeSet<AllocationId> allocations = new TreeSet<>();
  private final TreeSet<Payable> payers = new TreeSet<>();
  int weight;
  Quota quota = Quota.NONE;
  long held;
  private long usage;
  private long usageStep;
  private long stepMillis;

  /// An open allocation, by when it expires.
  record Payable(Instant until, AllocationId allocation) implements Comparable<Payable> {
    static Payable of(Allocation allocation) {
      return new Payable(allocation.window().until(), allocation.id());
    }

    @Override
    public int compareTo(Payable other) {
      int order = until.compareTo(other.until);
      return order == 0 ? allocation.compareTo(other.allocation) : order;
    }
  }

  /// A project's own numbers.
  static final class Project {
    Quota quota = Quota.NONE;
    long held;

    Project() {}

    Project(Project other) {
      quota = other.quota;
      held = other.held;
    }
  }

  Tenant(OrganizationId id, Duration halfLife) {
    this.id = id;
    stepMillis = halfLife.toMillis() / STEPS;
  }

  Tenant(Tenant other) {
    id = other.id;
    other.projects.forEach((name, project) -> projects.put(name, new Project(project)));
    allocations.addAll(other.allocations);
    payers.addAll(other.payers);
    weight = other.weight;
    quota = other.quota;
    held = other.held;
    usage = other.usage;
    usageStep = other.usageStep;
    stepMillis = other.stepMillis;
  }

  void grant(Allocation allocation) {
    allocations.add(allocation.id());
    payers.add(Payable.of(allocation));
  }

  void close(Allocation allocation) {
    payers.remove(Payable.of(allocation));
  }

  /// @throws IllegalStateException if its allocations are not those of the books
  void requireIndexed(Books books) {
    var all = new TreeSet<AllocationId>();
    var open = new TreeSet<Payable>();
    for (var page : books.pages().values()) {
      if (page.allocation().owner().organization().equals(id)) {
        all.add(page.allocation().id());
        if (!page.isClosed()) {
          open.add(Payable.of(page.allocation()));
        }
      }
    }
    if (!all.equals(allocations) || !open.equals(payers)) {
      throw new IllegalStateException("The allocations of " + id + " must be the books'.");
    }
  }

  /// Its open allocations, the first to expire first.
  SortedSet<Payable> payers() {
    return payers;
  }

  public OrganizationId id() {
    return id;
  }

  public int weight() {
    return weight;
  }

  public Quota quota() {
    return quota;
  }

  public MilliAccelerators held() {
    return new MilliAccelerators(held);
  }

  public SortedSet<ProjectId> projects() {
    return Collections.unmodifiableSortedSet(projects.navigableKeySet());
  }

  /// Rated use in nano-PFLOPS-hours, decayed to this instant. Decay happens in whole steps on a
  /// fixed grid, so that it does not depend on when it is looked at.
  long usage(Instant now) {
    long value = usage;
    for (long steps = Math.min(stepOf(now) - usageStep, STEPS_MAX);
        steps > 0 && value > 0;
        steps--) {
      value = Math.multiplyHigh(value, STEP_FACTOR << 31) << 1;
    }
    return value;
  }

  void addUsage(Instant now, long nanoPflopsHours) {
    usage = Math.addExact(usage(now), nanoPflopsHours);
    usageStep = stepOf(now);
  }

  /// From an instant on, use decays with another half-life.
  void decay(Instant now, Duration halfLife) {
    usage = usage(now);
    stepMillis = halfLife.toMillis() / STEPS;
    usageStep = stepOf(now);
  }

  private long stepOf(Instant instant) {
    return Math.floorDiv(instant.toEpochMilli(), stepMillis);
  }
}
