@NullMarked
package org.suanli.simulation.fleet;

import org.jspecify.annotations.NullMarked;
