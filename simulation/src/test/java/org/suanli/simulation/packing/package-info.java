@NullMarked
package org.suanli.simulation.packing;

import org.jspecify.annotations.NullMarked;
