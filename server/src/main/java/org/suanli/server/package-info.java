/// The server module; its package is described where its first types arrive.
@NullMarked
package org.suanli.server;

import org.jspecify.annotations.NullMarked;
