@NullMarked
package org.suanli.core.supply;

import org.jspecify.annotations.NullMarked;
