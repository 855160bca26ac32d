@NullMarked
package org.suanli.core.lifecycle;

import org.jspecify.annotations.NullMarked;
