/// The simulation module; its package is described where its first types arrive.
@NullMarked
package org.suanli.simulation;

import org.jspecify.annotations.NullMarked;
