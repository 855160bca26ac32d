/// The rooms that people walk through: server-rendered pages, live by server-sent events.
///
/// In: requests of a signed-in member. Out: pages of what that member may see. Never: a text that
/// is not in a resource bundle, or a script or style from elsewhere.
@NullMarked
package org.suanli.server.portal;

import org.jspecify.annotations.NullMarked;
