package org.suanli.core.scheduling;

import java.time.Instant;
import java.util.Optional;
import org.suanli.core.supply.Placement;

/// What a waiting job was told, and the room that is kept for it.
///
/// @param startsAt when it starts at the latest
/// @param placement where; empty if the promise stems from a release that did not note it
public record Promise(Instant startsAt, Optional<Placement> placement) {}
