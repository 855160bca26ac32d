/// The story of a centre's day, live: two organizations, two trainings that cannot run at once, a
/// node that fails, and books that add up.
///
/// In: a fresh centre on this machine. Out: what happened, as it happens. Never: a figure that was
/// not read from the running centre.
@NullMarked
package org.suanli.server.demo;

import org.jspecify.annotations.NullMarked;
