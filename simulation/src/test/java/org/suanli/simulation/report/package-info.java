@NullMarked
package org.suanli.simulation.report;

import org.jspecify.annotations.NullMarked;
