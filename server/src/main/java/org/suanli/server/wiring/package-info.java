/// The composition root: settings, the real clock, ids and seeds, and what is made of what.
///
/// In: command line and data folder. Out: a running server. Never: a decision.
@NullMarked
package org.suanli.server.wiring;

import org.jspecify.annotations.NullMarked;
