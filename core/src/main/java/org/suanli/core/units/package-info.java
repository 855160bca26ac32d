/// Quantities, identifiers and windows: values whose only arithmetic is methods.
///
/// In: checked `long`s and strings. Out: values that are valid by existing. Never: floating point,
/// a clock, a unit mixed with another.
@NullMarked
package org.suanli.core.units;

import org.jspecify.annotations.NullMarked;
