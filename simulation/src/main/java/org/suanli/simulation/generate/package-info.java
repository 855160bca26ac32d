/// A centre that exists nowhere and a time of its jobs, drawn from a seed.
///
/// In: how long, how full, a seed. Out: a fleet and a workload, as a trace has them. Never: how
/// they are run.
@NullMarked
package org.suanli.simulation.generate;

import org.jspecify.annotations.NullMarked;
