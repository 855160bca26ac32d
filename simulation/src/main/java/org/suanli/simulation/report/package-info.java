/// What people read of a simulation: figures, tables, charts.
///
/// In: what came of a run. Out: text. Never: a clock, so that the same run gives the same bytes.
@NullMarked
package org.suanli.simulation.report;

import org.jspecify.annotations.NullMarked;
