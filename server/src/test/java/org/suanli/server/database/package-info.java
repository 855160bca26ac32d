/// Tests of the database, and the fixture that lends other tests one.
@NullMarked
package org.suanli.server.database;

import org.jspecify.annotations.NullMarked;
