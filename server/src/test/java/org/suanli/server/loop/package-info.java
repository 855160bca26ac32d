@NullMarked
package org.suanli.server.loop;

import org.jspecify.annotations.NullMarked;
