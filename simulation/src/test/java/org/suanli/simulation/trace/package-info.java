@NullMarked
package org.suanli.simulation.trace;

import org.jspecify.annotations.NullMarked;
