/// Tests of the wire records.
@NullMarked
package org.suanli.api;

import org.jspecify.annotations.NullMarked;
