/// What the simulated machines are.
///
/// In: a description of clusters and nodes. Out: the specifications that an engine is given. Never:
/// who uses them.
@NullMarked
package org.suanli.simulation.fleet;

import org.jspecify.annotations.NullMarked;
