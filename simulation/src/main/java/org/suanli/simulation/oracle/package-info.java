/// Results that others published on public traces, which the engine and its packing are held
/// against.
///
/// In: the folder with the traces. Out: published and simulated rows side by side. Never: a number
/// of either kind that was written by hand.
@NullMarked
package org.suanli.simulation.oracle;

import org.jspecify.annotations.NullMarked;
