/// Measurements, each with a bound that holds on any machine: a ratio to a calibration measured in
/// the same run.
///
/// In: the name of a benchmark. Out: its figure as the last line, and exit status 1 when its bound
/// is missed. Never: a bound in seconds.
@NullMarked
package org.suanli.benchmarks;

import org.jspecify.annotations.NullMarked;
