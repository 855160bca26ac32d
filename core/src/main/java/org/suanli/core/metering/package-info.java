/// How long who held how many accelerators of which make, exactly.
///
/// In: instants of placement, settlement and end. Out: segments that neither overlap nor leave
/// gaps. Never: money.
@NullMarked
package org.suanli.core.metering;

import org.jspecify.annotations.NullMarked;
