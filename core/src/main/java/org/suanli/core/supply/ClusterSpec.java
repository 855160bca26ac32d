package org.suanli.core.supply;

import org.suanli.core.units.ClusterId;

/// A cluster as it is attached.
///
/// @param id its name
/// @param site where it stands
/// @param kind which executor runs its work
/// @param runsImages whether tasks may name a container image
/// @param isTrusted whether tasks run as the server's own user, without isolation between
///   organizations
public record ClusterSpec(
    ClusterId id, String site, Kind kind, boolean runsImages, boolean isTrusted) {

  /// The executors.
  public enum Kind {
    LOCAL,
    SLURM,
    KUBERNETES
  }
}
