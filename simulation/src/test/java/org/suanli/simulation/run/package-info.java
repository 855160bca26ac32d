@NullMarked
package org.suanli.simulation.run;

import org.jspecify.annotations.NullMarked;
