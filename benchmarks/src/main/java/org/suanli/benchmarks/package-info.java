/// The benchmarks module; its package is described where its first types arrive.
@NullMarked
package org.suanli.benchmarks;

import org.jspecify.annotations.NullMarked;
