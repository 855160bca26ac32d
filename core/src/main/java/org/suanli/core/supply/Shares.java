package org.suanli.core.supply;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.suanli.core.units.MilliAccelerators;
import org.suanli.core.units.OrganizationId;

/// The devices of a node that tasks share. A value.
///
/// A device is free, shared, or held whole by one task. Which are free is told by bits beside this:
/// who takes a share of a free device clears its bit, and sets it when the last share is back.
///
/// @param devices by number
public record Shares(List<Shared> devices) {
  public static final Shares NONE = new Shares(List.of());

  /// A device of which tasks hold shares.
  ///
  /// @param device its number
  /// @param left what no task holds of it; less than all
  /// @param organization whose tasks alone may share it
  public record Shared(int device, MilliAccelerators left, OrganizationId organization) {
    public Shared {
      if (left.compareTo(MilliAccelerators.DEVICE) >= 0) {
        throw new IllegalArgumentException(
            "What is left (" + left.milli() + " milli) of a shared device must be less than all.");
      }
    }

    /// Whether a share more, of an organization, fits beside those that are held.
    public boolean fits(MilliAccelerators share, OrganizationId of) {
      return left.compareTo(share) >= 0 && organization.equals(of);
    }

    private Shared with(MilliAccelerators other) {
      return new Shared(device, other, organization);
    }
  }

  public Shares {
    devices = List.copyOf(devices);
  }

  public boolean isEmpty() {
    return devices.isEmpty();
  }

  /// @return null if it is not shared
  public @Nullable Shared of(int device) {
    for (var shared : devices) {
      if (shared.device == device) {
        return shared;
      }
    }
    return null;
  }

  /// What no task holds of the devices that are an organization's.
  public MilliAccelerators left(OrganizationId of) {
    var left = MilliAccelerators.ZERO;
    for (var shared : devices) {
      left = shared.organization.equals(of) ? left.plus(shared.left) : left;
    }
    return left;
  }

  /// What tasks hold of all of them.
  public MilliAccelerators held() {
    var held = MilliAccelerators.ZERO;
    for (var shared : devices) {
      held = held.plus(MilliAccelerators.DEVICE.minus(shared.left));
    }
    return held;
  }

  /// What remains when a task takes its devices, or its share of one. Where that does not fit,
  /// nothing is left of the device for anybody.
  ///
  /// @param free the devices that were free, as bits
  public Shares take(long free, Placement.OnNode task, OrganizationId by) {
    if (!task.isShare()) {
      return isEmpty() ? this : without(task.devices());
    }
    int device = task.firstDevice();
    var before = of(device);
    if (before == null) {
      boolean isFree = (free & task.devices()) != 0;
      return isFree
          ? with(new Shared(device, MilliAccelerators.DEVICE.minus(task.share()), by))
          : this;
    }
    if (!before.organization.equals(by)) {
      return without(task.devices());
    }
    boolean fits = before.fits(task.share(), by);
    return with(before.with(fits ? before.left.minus(task.share()) : MilliAccelerators.ZERO));
  }

  /// What remains when a task gives back what it took. A device of which nothing is held any more
  /// is not among these.
  public Shares give(Placement.OnNode task) {
    var before = task.isShare() ? of(task.firstDevice()) : null;
    if (before == null) {
      return this;
    }
    var left = before.left.plus(task.share());
    return left.compareTo(MilliAccelerators.DEVICE) < 0
        ? with(before.with(left))
        : without(task.devices());
  }

  /// The devices, as bits, that became free when a task gave back what it took and these remained.
  public long freedBy(Placement.OnNode task) {
    return task.isShare() && of(task.firstDevice()) != null ? 0 : task.devices();
  }

  /// These but for some devices.
  ///
  /// @param those as bits
  public Shares without(long those) {
    var others = devices.stream().filter(shared -> (those >>> shared.device & 1) == 0).toList();
    return others.size() == devices.size() ? this : others.isEmpty() ? NONE : new Shares(others);
  }

  private Shares with(Shared changed) {
    var all = new ArrayList<Shared>(devices.size() + 1);
    for (var shared : devices) {
      if (shared.device < changed.device) {
        all.add(shared);
      }
    }
    all.add(changed);
    for (var shared : devices) {
      if (shared.device > changed.device) {
        all.add(shared);
      }
    }
    return new Shares(all);
  }

  /// What can be used at two times: of a device that is shared at both by one organization, the
  /// less that is left; of one that is free at the other, what is left at the one.
  ///
  /// @param free the devices that are free here, as bits
  /// @param otherFree those that are free there
  public Shares and(long free, Shares other, long otherFree) {
    if (isEmpty() && other.isEmpty()) {
      return NONE;
    }
    var both = new ArrayList<Shared>();
    for (var shared : devices) {
      var there = other.of(shared.device);
      if (there == null && (otherFree >>> shared.device & 1) == 1) {
        both.add(shared);
      } else if (there != null && there.organization.equals(shared.organization)) {
        both.add(there.left.compareTo(shared.left) < 0 ? there : shared);
      }
    }
    var all = new Shares(both);
    for (var there : other.devices) {
      if (of(there.device) == null && (free >>> there.device & 1) == 1) {
        all = all.with(there);
      }
    }
    return all;
  }
}
