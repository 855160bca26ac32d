/// The journal: what was accepted, in order, chained by hashes, and who may append to it.
///
/// In: stamped events, under an epoch. Out: the same events again, and proof that they are the
/// same. Never: what an event means. See docs/decisions/journal.md.
@NullMarked
package org.suanli.server.journal;

import org.jspecify.annotations.NullMarked;
