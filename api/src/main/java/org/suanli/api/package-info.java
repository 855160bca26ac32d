/// The api module; its package is described where its first types arrive.
@NullMarked
package org.suanli.api;

import org.jspecify.annotations.NullMarked;
