package org.suanli.server.loop;

import org.suanli.core.units.MemberId;

/// A key that a request came with, as it was claimed.
///
/// @param member whose key it is; another's is another
/// @param epoch of the term in which it was claimed; no other term decides its command
public record RequestKey(MemberId member, String text, long epoch) {}
