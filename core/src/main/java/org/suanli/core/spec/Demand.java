package org.suanli.core.spec;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.suanli.core.units.ClusterId;
import org.suanli.core.units.JobId;
import org.suanli.core.units.Limit;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.ModelName;

/// All of a job that decisions depend on. Names, commands, environment and labels stay outside,
/// under the digest of the job file.
///
/// @param shape what one attempt occupies and for how long
/// @param priorityClass how firmly it holds what it was given
/// @param priority within the organization and class, higher first; -1,000 to 1,000
/// @param retries how many attempts may fail before the job fails; 0 to 100
/// @param checkpoint how it saves its progress
/// @param dependencies jobs that must succeed first
/// @param needsImage whether a task names a container image
public record Demand(
    Shape shape,
    PriorityClass priorityClass,
    int priority,
    int retries,
    CheckpointPolicy checkpoint,
    List<JobId> dependencies,
    boolean needsImage) {
  static final int PRIORITY_MAX = 1_000;
  static final int RETRIES_MAX = 100;

  public Demand {
    dependencies = List.copyOf(dependencies);
    if (Math.abs(priority) > PRIORITY_MAX) {
      throw new IllegalArgumentException(
          "The priority (" + priority + ") of a job must be -1,000 to 1,000.");
    }
    if (retries < 0 || retries > RETRIES_MAX) {
      throw new IllegalArgumentException(
          "The retries (" + retries + ") of a job must be 0 to " + RETRIES_MAX + ".");
    }
  }

  /// The longest that an attempt holds its accelerators: its time limit and the grace after it.
  ///
  /// @return empty without a time limit
  public Optional<Duration> longestRun() {
    return shape.timeLimit() instanceof Limit.AtMost<Duration>(var limit)
        ? Optional.of(limit.plus(checkpoint.grace()))
        : Optional.empty();
  }

  /// What one attempt occupies. Jobs of one shape are placed by one answer.
  ///
  /// @param roles at least one
  /// @param models acceptable makes, any of them; empty if all are
  /// @param cluster the only acceptable cluster, if one is named
  /// @param timeLimit of an attempt; more than zero
  public record Shape(
      List<RoleDemand> roles,
      List<ModelName> models,
      Optional<ClusterId> cluster,
      Limit<Duration> timeLimit) {
    static final int ROLES_MAX = 16;

    public Shape {
      roles = List.copyOf(roles);
      models = List.copyOf(models);
      if (roles.isEmpty() || roles.size() > ROLES_MAX) {
        throw new IllegalArgumentException(
            "The roles (" + roles.size() + ") of a job must be 1 to " + ROLES_MAX + ".");
      }
      if (timeLimit instanceof Limit.AtMost<Duration>(var limit) && !limit.isPositive()) {
        throw new IllegalArgumentException(
            "The time limit (" + limit + ") of a job must be more than zero.");
      }
    }

    /// The tasks of the gang.
    public int tasks() {
      return roles.stream().mapToInt(RoleDemand::replicas).sum();
    }

    /// What the gang occupies and is metered for.
    public MilliAccelerators occupied() {
      long milli = 0;
      for (var role : roles) {
        milli =
            Math.addExact(milli, Math.multiplyExact(role.accelerators().milli(), role.replicas()));
      }
      return new MilliAccelerators(milli);
    }

    /// The devices of which the gang holds all.
    public int wholeDevices() {
      int devices = 0;
      for (var role : roles) {
        devices += role.isShare() ? 0 : Math.multiplyExact(role.devices(), role.replicas());
      }
      return devices;
    }

    /// Whether a task shares a device.
    public boolean hasShares() {
      for (var role : roles) {
        if (role.isShare()) {
          return true;
        }
      }
      return false;
    }

    public boolean accepts(ModelName model) {
      return models.isEmpty() || models.contains(model);
    }
  }
}
