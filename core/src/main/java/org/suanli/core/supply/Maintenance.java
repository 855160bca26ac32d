package org.suanli.core.supply;

import org.suanli.core.units.MaintenanceId;
import org.suanli.core.units.NodeId;
import org.suanli.core.units.Window;

/// A time in which a node is not to run anything. No job is started that its time limit would carry
/// into it; what still runs, without a limit or since before it was planned, is asked to leave its
/// grace before.
///
/// @param id the plan
/// @param node the node
/// @param window when
/// @param reason in the operator's words
public record Maintenance(MaintenanceId id, NodeId node, Window window, String reason) {}
