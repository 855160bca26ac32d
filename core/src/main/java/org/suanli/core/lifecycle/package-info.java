/// What may happen to a job and to its attempts, as one table.
///
/// In: a state and a signal. Out: the next state and the effects, or a refusal. Never: the effects
/// themselves.
@NullMarked
package org.suanli.core.lifecycle;

import org.jspecify.annotations.NullMarked;
