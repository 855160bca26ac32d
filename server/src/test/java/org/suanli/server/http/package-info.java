/// Tests of the HTTP interface against a real engine and a real database.
@NullMarked
package org.suanli.server.http;

import org.jspecify.annotations.NullMarked;
