/// The one port to the machines that run tasks.
///
/// In: orders to launch, stop, kill and forget attempts. Out: reports of what was seen. Never: a
/// decision about what runs, or a guess about what cannot be seen.
@NullMarked
package org.suanli.executor;

import org.jspecify.annotations.NullMarked;
