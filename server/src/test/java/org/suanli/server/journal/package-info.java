/// Tests of the journal on a real PostgreSQL.
@NullMarked
package org.suanli.server.journal;

import org.jspecify.annotations.NullMarked;
