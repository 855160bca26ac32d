/// The one state machine that decides: commands become events, events change the state.
///
/// In: a command, who gives it, and the present instant. Out: events, or a rejection. Never: I/O, a
/// clock, chance, or a change of state that no event tells of.
@NullMarked
package org.suanli.core.engine;

import org.jspecify.annotations.NullMarked;
