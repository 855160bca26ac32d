@NullMarked
package org.suanli.simulation;

import org.jspecify.annotations.NullMarked;
