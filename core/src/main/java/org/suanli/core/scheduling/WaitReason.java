package org.suanli.core.scheduling;

import java.time.Instant;
import java.util.List;
import org.suanli.core.units.JobId;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.NodeId;
import org.suanli.core.units.ProjectId;
import org.suanli.core.units.Window;

/// Why a job waits: what blocks it, and what would change that.
public sealed interface WaitReason {

  /// One sentence for the user.
  String sentence();

  /// What the user or the operator can do.
  String remedy();

  record Dependencies(List<JobId> pending) implements WaitReason {
    public Dependencies {
      pending = List.copyOf(pending);
    }

    @Override
    public String sentence() {
      return "It starts after "
          + String.join(", ", pending.stream().map(JobId::toString).toList())
          + " succeeded.";
    }

    @Override
    public String remedy() {
      return "Nothing to do; if one of them fails, this job is cancelled.";
    }
  }

  record BackingOff(Instant until) implements WaitReason {
    @Override
    public String sentence() {
      return "Its last attempt failed; it is tried again at " + until + ".";
    }

    @Override
    public String remedy() {
      return "Read the log of the last attempt meanwhile.";
    }
  }

  /// No set of nodes, even all idle, could hold it.
  record NeverFits(MilliAccelerators asked, MilliAccelerators largest) implements WaitReason {
    @Override
    public String sentence() {
      return "It asks for "
          + cards(asked)
          + ", and no pool of one make has nodes that could hold its tasks (the largest has "
          + cards(largest)
          + ").";
    }

    @Override
    public String remedy() {
      return "Maybe ask for fewer accelerators per task, less memory, or another model.";
    }
  }

  record QuotaReached(
      String owner, MilliAccelerators asked, MilliAccelerators held, MilliAccelerators limit)
      implements WaitReason {
    @Override
    public String sentence() {
      return "It asks for "
          + cards(asked)
          + " while "
          + owner
          + " holds "
          + cards(held)
          + ", and the quota is "
          + cards(limit)
          + ".";
    }

    @Override
    public String remedy() {
      return "It starts when other jobs of "
          + owner
          + " end. Maybe ask for fewer, or have the quota raised.";
    }
  }

  record NotPaid(ProjectId project) implements WaitReason {
    @Override
    public String sentence() {
      return "No allocation of " + project + " has anything left for it now.";
    }

    @Override
    public String remedy() {
      return "Ask for an allocation, or choose a model that an allocation covers.";
    }
  }

  /// There is room for it only when others end.
  record NotEnoughFree(MilliAccelerators asked, MilliAccelerators free, boolean isFragmented)
      implements WaitReason {
    @Override
    public String sentence() {
      return isFragmented
          ? "It asks for "
              + cards(asked)
              + "; "
              + cards(free)
              + isOrAre(free)
              + " free, but not together on nodes that fit its tasks."
          : "It asks for "
              + cards(asked)
              + "; "
              + cards(free)
              + " of acceptable models"
              + isOrAre(free)
              + " free.";
    }

    @Override
    public String remedy() {
      return isFragmented
          ? "Maybe use fewer accelerators per task."
          : "It starts when enough of them are given back. Maybe ask for fewer.";
    }
  }

  /// There is room, but it is kept for a job that comes first.
  record WouldDelay(JobId first, Instant promisedAt) implements WaitReason {
    @Override
    public String sentence() {
      return "There is room, but it would delay "
          + first
          + ", which was promised to start by "
          + promisedAt
          + ".";
    }

    @Override
    public String remedy() {
      return "Maybe set a shorter time limit, so that it ends before then.";
    }
  }

  /// There is room for it, but a node that it would need is to run nothing meanwhile.
  record InMaintenance(NodeId node, Window window) implements WaitReason {
    @Override
    public String sentence() {
      return "There is room, but with its time limit it might still run when node "
          + node
          + " is in maintenance, from "
          + window.from()
          + " until "
          + window.until()
          + ".";
    }

    @Override
    public String remedy() {
      return "It starts after that, or when another node has room. Maybe set a shorter time limit.";
    }
  }

  /// Nothing passes a job that waits for the same machines and comes first.
  record BehindFirst(JobId first) implements WaitReason {
    @Override
    public String sentence() {
      return "It starts after " + first + ", which comes first and waits for room.";
    }

    @Override
    public String remedy() {
      return "Nothing to do; this centre lets no job pass another that waits for the same"
          + " machines.";
    }
  }

  /// Jobs of the same kind and project come first.
  record Behind(int position, WaitReason head) implements WaitReason {
    @Override
    public String sentence() {
      return position
          + (position == 1 ? " like job comes" : " like jobs come")
          + " first. The first waits: "
          + head.sentence();
    }

    @Override
    public String remedy() {
      return head.remedy();
    }
  }

  /// It fits, and starts with the next cycle.
  record AboutToStart() implements WaitReason {
    @Override
    public String sentence() {
      return "It is about to start.";
    }

    @Override
    public String remedy() {
      return "Nothing to do.";
    }
  }

  private static String isOrAre(MilliAccelerators accelerators) {
    return accelerators.milli() == 1_000 ? " is" : " are";
  }

  private static String cards(MilliAccelerators accelerators) {
    boolean isOne = accelerators.equals(MilliAccelerators.DEVICE);
    return accelerators.inDevices() + (isOne ? " accelerator" : " accelerators");
  }
}
