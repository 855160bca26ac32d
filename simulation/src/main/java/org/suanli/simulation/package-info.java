/// The engine under a virtual clock: fake machines, a driver of random days, checkers of every
/// invariant, and fixtures for stories.
///
/// In: commands by hand or by a seed. Out: the journal, and an exception at the first event that
/// breaks an invariant. Never: a real clock, a sleep, or a rule that the engine decides.
@NullMarked
package org.suanli.simulation;

import org.jspecify.annotations.NullMarked;
