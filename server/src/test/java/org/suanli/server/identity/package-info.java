/// Tests of identity against a real database, under a clock of their own.
@NullMarked
package org.suanli.server.identity;

import org.jspecify.annotations.NullMarked;
