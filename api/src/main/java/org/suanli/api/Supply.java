package org.suanli.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Clusters, nodes and what they are doing.
public final class Supply {
  private Supply() {}

  /// Which executor runs a cluster's work.
  public enum ClusterKind {
    LOCAL,
    SLURM,
    KUBERNETES
  }

  /// What a node may be used for.
  public enum NodeState {
    READY,
    /// Keeps its work, takes no new one.
    CORDONED,
    /// Its work is asked to leave; takes no new one.
    DRAINING,
    /// Proven dead or switched off.
    DOWN,
    /// Cannot be seen: what runs there keeps its capacity.
    UNKNOWN
  }

  /// @param isTrusted whether tasks run without isolation between organizations
  public record Cluster(
      String cluster,
      String site,
      ClusterKind kind,
      boolean runsImages,
      boolean isTrusted,
      int nodes,
      Balance balance) {}

  public record ClusterChange(
      String site, ClusterKind kind, boolean runsImages, boolean isTrusted) {}

  /// Accelerators by what they are doing, in whole devices; the four parts add up to the capacity.
  ///
  /// @param allocated devices of which tasks hold all or shares
  /// @param allocatedMilliAccelerators what tasks hold of the allocated devices, in thousandths
  public record Balance(
      long allocated,
      long allocatedMilliAccelerators,
      long idle,
      long foreign,
      long offline,
      long capacity) {}

  public record ModelBalance(String model, Balance balance, @Nullable String ratedPflops) {}

  /// @param runningJobs jobs that hold accelerators
  public record Capacity(
      Balance balance, List<ModelBalance> models, int waitingJobs, int runningJobs) {
    public Capacity {
      models = List.copyOf(models);
    }
  }

  /// @param allocated devices of which tasks hold all or shares
  /// @param allocatedMilliAccelerators what tasks hold of the allocated devices, in thousandths
  /// @param reason why it is in its state, in the words of who put it there; empty if ready
  /// @param by who put it there, such as `member-4`, or `platform`
  /// @param attempts what runs on it, such as `job-7.2`; of one's own organization alone for those
  ///   who are in one
  public record Node(
      String cluster,
      String node,
      String block,
      String rack,
      String model,
      int accelerators,
      int allocated,
      long allocatedMilliAccelerators,
      int foreign,
      long milliCpus,
      long memoryBytes,
      NodeState state,
      String reason,
      String by,
      List<String> attempts) {
    public Node {
      attempts = List.copyOf(attempts);
    }
  }

  /// A node as its cluster describes it.
  public record NewNode(
      String block,
      String rack,
      String model,
      int accelerators,
      long milliCpus,
      long memoryBytes) {}

  /// Cordons, drains, resumes (READY) or declares down.
  ///
  /// @param reason 1 to 200 characters, except for READY
  public record NodeStateChange(NodeState state, @Nullable String reason) {}

  public record NodeEvent(
      long sequence, Instant at, String cluster, String node, String kind, String detail) {}

  /// A fault for a virtual node, to try out what the platform does about it.
  public enum FaultKind {
    /// It dies with all that runs on it.
    CRASH,
    /// It goes on, unseen.
    PARTITION,
    /// One device fails.
    DEVICE,
    /// It comes back.
    HEAL
  }

  public record Fault(FaultKind kind, @Nullable Integer device) {}

  public record Maintenance(
      String maintenance, String cluster, String node, Window window, String reason) {}

  public record NewMaintenance(String cluster, String node, Window window, String reason) {}
}
