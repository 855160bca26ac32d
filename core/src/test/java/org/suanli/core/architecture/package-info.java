/// The rules that the architecture of core keeps, and the proof that each of them bites.
@NullMarked
package org.suanli.core.architecture;

import org.jspecify.annotations.NullMarked;
