/// What must hold when servers are killed or paused: real servers in processes of their own, real
/// tasks, and checks that trust neither.
@NullMarked
package org.suanli.server.crash;

import org.jspecify.annotations.NullMarked;
