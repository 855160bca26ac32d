package org.suanli.core.units;

import java.util.Comparator;

/// A node of a cluster, named as the cluster names it.
///
/// @param cluster the cluster that holds it
/// @param name 1 to 253 characters without white space or '/'
public record NodeId(ClusterId cluster, String name) implements Comparable<NodeId> {
  private static final int LENGTH_MAX = 253;
  private static final Comparator<NodeId> ORDER =
      Comparator.comparing(NodeId::cluster).thenComparing(NodeId::name);

  public NodeId {
    if (name.isEmpty()
        || name.length() > LENGTH_MAX
        || name.chars().anyMatch(c -> c <= ' ' || c == '/')) {
      throw new IllegalArgumentException(
          "The name ("
              + name
              + ") of a node must be 1 to 253 characters without white space or '/'.");
    }
  }

  @Override
  public int compareTo(NodeId other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return cluster + "/" + name;
  }
}
