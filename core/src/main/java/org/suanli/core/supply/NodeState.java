package org.suanli.core.supply;

/// What a node may be used for.
public enum NodeState {
  /// Takes new work.
  READY,
  /// Keeps its work, takes no new one, until an operator resumes it.
  CORDONED,
  /// Its work is asked to leave; takes no new one.
  DRAINING,
  /// Proven dead or switched off: what ran here has ended.
  DOWN,
  /// Cannot be seen: what runs here keeps its capacity until its death is proven.
  UNKNOWN;

  /// Whether new work may be placed here.
  public boolean isSchedulable() {
    return this == READY;
  }

  /// Whether the node's free capacity counts as offline.
  public boolean isOffline() {
    return this != READY;
  }
}
