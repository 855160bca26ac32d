@NullMarked
package org.suanli.simulation.oracle;

import org.jspecify.annotations.NullMarked;
