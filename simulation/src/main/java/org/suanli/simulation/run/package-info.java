/// The shipped engine under a virtual clock: feeds it a workload, and keeps what came of it.
///
/// In: jobs of a trace, a fleet, settings. Out: the life of every job and how much of the fleet was
/// used when. Never: a rule that the engine decides, or a real clock.
@NullMarked
package org.suanli.simulation.run;

import org.jspecify.annotations.NullMarked;
