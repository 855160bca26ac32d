@NullMarked
package org.suanli.core.units;

import org.jspecify.annotations.NullMarked;
