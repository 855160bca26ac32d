/// The executor module; its package is described where its first types arrive.
@NullMarked
package org.suanli.executor;

import org.jspecify.annotations.NullMarked;
