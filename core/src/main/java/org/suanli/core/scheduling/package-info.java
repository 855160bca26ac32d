/// Which waiting job starts where, who yields for it, and why the others wait.
///
/// In: a picture of fleet, queue, holders and standings at one instant. Out: decisions and a reason
/// for every job that waits. Never: a change of what it looks at, a clock, chance, or floating
/// point.
@NullMarked
package org.suanli.core.scheduling;

import org.jspecify.annotations.NullMarked;
