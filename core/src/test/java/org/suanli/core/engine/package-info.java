@NullMarked
package org.suanli.core.engine;

import org.jspecify.annotations.NullMarked;
