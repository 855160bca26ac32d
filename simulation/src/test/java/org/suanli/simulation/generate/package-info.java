@NullMarked
package org.suanli.simulation.generate;

import org.jspecify.annotations.NullMarked;
