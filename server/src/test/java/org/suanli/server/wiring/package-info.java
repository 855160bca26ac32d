/// Tests of a whole server, started as `up` starts it.
@NullMarked
package org.suanli.server.wiring;

import org.jspecify.annotations.NullMarked;
