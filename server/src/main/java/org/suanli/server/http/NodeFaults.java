package org.suanli.server.http;

import org.suanli.api.Supply;
import org.suanli.core.units.NodeId;

/// Makes virtual nodes fail, to try out what the platform does about it.
public interface NodeFaults {

  /// @return false if the node is not virtual, or cannot fail like this
  boolean inject(NodeId node, Supply.Fault fault);
}
